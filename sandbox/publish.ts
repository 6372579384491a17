import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExecaError, execa } from "execa";
import { lastLines } from "../tools/last-words.ts";
import { load } from "./control.ts";
import { SandboxFailed } from "./server-process.ts";
import { runningServer, type WorldOptions, worldPaths } from "./world.ts";

/** The repository that holds the catalogue, as a stranger would name it. */
export const catalogueRepository = "fairway";

export interface Publication {
  /** The commit that the repository's branch `main` is at now. */
  readonly commit: string;
  /** Where git pulls from what was merged at the server. */
  readonly path: string;
}

/**
 * Publishes the commit that a checkout is at, in the running sandbox: as `main` of a repository of its organisation, which is
 * made where it is not there yet.
 * @throws SandboxFailed when the sandbox is not running, or the repository has commits that the checkout has not
 */
export async function publish(
  checkout: string,
  organization: string,
  options: WorldOptions = {},
): Promise<Publication> {
  const { url } = runningServer(options);
  const path = repositoryPath(organization, options);
  const repository = { name: catalogueRepository, visibility: "private" };
  if (!existsSync(path)) await load(url, { organization, repositories: [repository] });
  const commit = await git(checkout, "rev-parse", "HEAD");
  // A new repository has one commit of the server's making, and nobody's work.
  const isNew = (await git(checkout, "--git-dir", path, "rev-list", "--count", "--all")) === "1";
  await push(checkout, path, isNew).catch(error => {
    const said = error instanceof ExecaError ? String(error.stderr) : String(error);
    throw new SandboxFailed(
      /non-fast-forward|fetch first/.test(said)
        ? `${organization}/${catalogueRepository} has commits that this checkout has not. Take them in first: git pull ${path} main`
        : `This checkout can't be published as ${organization}/${catalogueRepository}: ${lastLines(said, 6)}`,
    );
  });
  return { commit, path };
}

async function push(checkout: string, path: string, isNew: boolean): Promise<void> {
  const force = isNew ? ["--force"] : [];
  await git(checkout, "push", "--quiet", "--no-verify", ...force, path, "HEAD:refs/heads/main");
}

async function git(directory: string, ...args: readonly string[]): Promise<string> {
  const env = { GIT_DIR: undefined, GIT_WORK_TREE: undefined, GIT_INDEX_FILE: undefined };
  return (await execa("git", [...args], { cwd: directory, env })).stdout;
}

/** Where the repository lies that holds an organisation's catalogue, if it is there. */
export function repositoryPath(organization: string, { directory }: WorldOptions = {}): string {
  return join(worldPaths(directory).github, "git", organization, `${catalogueRepository}.git`);
}
