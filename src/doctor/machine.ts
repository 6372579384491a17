import { execa } from "execa";
import { status } from "../../sandbox/world.ts";
import { present } from "../../tools/obtain.ts";
import {
  controlPlane,
  engineTools,
  fluxControllers,
  type Tool,
  toolNamed,
  tools,
} from "../../tools/registry.ts";
import { type Check, failed, ok, skipped, type Verdict } from "./check.ts";

/** The first Node version that runs TypeScript as it is without a flag. */
const OLDEST_NODE = [22, 18] as const;

/** The programs that Fairway itself needs. */
export const machineChecks: readonly Check[] = [
  { name: "Node.js", look: async () => node(process.versions.node) },
  { name: "git", look: () => version("git", "Install git from your system's packages.") },
  { name: "Go", look: go },
  ...engineTools
    .map(name => toolNamed(name))
    .map(tool => ({ name: `${tool.name} ${tool.version}`, look: () => obtained(tool) })),
  { name: "clusters of the sandbox", look: clusterTools },
  { name: "sandbox", look: sandbox },
];

export function node(found: string): Verdict {
  const [major = 0, minor = 0] = found.split(".").map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  if (major > oldestMajor || (major === oldestMajor && minor >= oldestMinor)) return ok(found);
  return failed(
    `${found} can't run TypeScript`,
    `Use ${OLDEST_NODE.join(".")} or newer: \`npm ci\` brings one, which \`npx fairway\` uses.`,
  );
}

async function version(program: string, remedy: string): Promise<Verdict> {
  const { stdout, failed: missing } = await execa(program, ["version"], { reject: false, stdin: "ignore" });
  if (missing) return failed("not on PATH", remedy);
  return ok(stdout.replace(/^\w+ version (go)?/, "").split("\n")[0] ?? "");
}

async function go(): Promise<Verdict> {
  const folders = await Promise.all(tools.map(tool => present(tool)));
  if (folders.every(Boolean)) return skipped("not needed: every tool is there");
  return version(
    "go",
    "Install Go (https://go.dev/dl/), or let Fairway download its tools: it needs github.com for that.",
  );
}

async function obtained(tool: Tool): Promise<Verdict> {
  const folder = await present(tool);
  if (folder) return ok(folder);
  return failed("not on this machine", "`fairway sandbox up` downloads or builds it.");
}

/** Nobody needs them for their own clusters, so that it is no fault when they are missing. */
async function clusterTools(): Promise<Verdict> {
  const missing: string[] = [];
  for (const name of [...controlPlane, ...fluxControllers]) {
    if (!(await present(toolNamed(name)))) missing.push(name);
  }
  if (missing.length === 0) return ok("their tools are there");
  return skipped(`\`fairway sandbox up --clusters\` downloads or builds ${missing.join(", ")}`);
}

async function sandbox(): Promise<Verdict> {
  const { running, url } = await status();
  return running ? ok(`runs at ${url}`) : skipped("not running (fairway sandbox up starts it)");
}
