import { existsSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { loadCatalogue } from "../catalogue/catalogue.ts";
import { InvalidCatalogue } from "../catalogue/problem.ts";
import { backendDirectory, backendUrl } from "../engine/backend.ts";
import { findEngine } from "../engine/find.ts";
import { describeLock, isStranded, readLocks } from "../engine/locks.ts";
import { clusterStacks, ownCatalogue, type Project } from "../engine/project.ts";
import { describeSize } from "../report/catalogue.ts";
import { type Check, failed, ok, type Subject, skipped, type Verdict } from "./check.ts";

const NO_PROJECT = "there is no Pulumi.yaml here or above";
const ANSWER_MS = 20_000;

/** Whether the project's own files and its state can be worked with. */
export const projectChecks: readonly Check[] = [
  { name: "state", look: state },
  { name: "lock", look: lock },
  { name: "catalogue", look: catalogue },
];

async function state({ project, environment }: Subject): Promise<Verdict> {
  if (!project) return skipped(NO_PROJECT);
  const url = backendUrl(project, environment);
  if (!url) {
    return failed("no backend is chosen", "Set PULUMI_BACKEND_URL, or run `pulumi login URL`.");
  }
  const directory = backendDirectory(url, project);
  if (!directory) return remote(url, project);
  if (existsSync(join(directory, ".."))) return ok(url);
  return failed(
    `${url} does not exist`,
    "Create that directory, or set PULUMI_BACKEND_URL to the right one.",
  );
}

/** Whether the engine itself gets an answer from a backend that is not a directory. */
async function remote(url: string, project: Project): Promise<Verdict> {
  const { command } = await findEngine();
  const { failed: refused, stderr } = await execa(command, ["whoami", "--non-interactive"], {
    cwd: project.root,
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    timeout: ANSWER_MS,
    reject: false,
    stdin: "ignore",
  });
  if (!refused) return ok(url);
  return failed(
    `${url}: ${stderr.trim() || "no answer in time"}`,
    "Check the backend's address and its credentials.",
  );
}

async function lock({ project, environment, stack }: Subject): Promise<Verdict> {
  if (!project) return skipped(NO_PROJECT);
  const directory = backendDirectory(backendUrl(project, environment), project);
  if (!directory) return skipped("only a backend of files tells who holds a lock");
  const [first, ...more] = readLocks(directory, project.name, stack);
  if (!first) return ok(`the stack ${stack} is free`);
  const held = [first, ...more];
  const detail = `the stack ${stack} is locked ${held.map(describeLock).join("; ")}`;
  return held.every(isStranded)
    ? failed(`${detail}, which is dead`, "The next run lifts it, or `fairway unlock` does.")
    : failed(detail, "Wait until that run has ended; if it never will, run `fairway unlock`.");
}

async function catalogue({ project, repos }: Subject): Promise<Verdict> {
  if (!project) return skipped(NO_PROJECT);
  const directory = repos ?? ownCatalogue(project);
  try {
    return ok(describeSize(await loadCatalogue(directory, clusterStacks(directory))));
  } catch (error) {
    if (!(error instanceof InvalidCatalogue)) throw error;
    return failed(
      `${error.problems.length} problem${error.problems.length === 1 ? "" : "s"}`,
      `\`fairway validate${repos === undefined ? "" : ` --repos ${repos}`}\` shows them all.`,
    );
  }
}
