import { existsSync } from "node:fs";
import { join } from "node:path";
import { ExecaError, execa } from "execa";
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
  const isNew = !existsSync(path);
  const repository = { name: catalogueRepository, visibility: "private" };
  if (isNew) await load(url, { organization, repositories: [repository] });
  const { stdout: commit } = await execa("git", ["rev-parse", "HEAD"], { cwd: checkout });
  // A new repository has a first commit of the server's making, and nobody's work.
  const force = isNew ? ["--force"] : [];
  try {
    await execa("git", ["push", "--quiet", ...force, path, "HEAD:refs/heads/main"], { cwd: checkout });
  } catch (error) {
    if (!(error instanceof ExecaError)) throw error;
    throw new SandboxFailed(
      `${organization}/${catalogueRepository} has commits that this checkout has not. Take them in first: git pull ${path} main`,
    );
  }
  return { commit, path };
}

/** Where the repository lies that holds an organisation's catalogue, if it is there. */
export function repositoryPath(organization: string, { directory }: WorldOptions = {}): string {
  return join(worldPaths(directory).github, "git", organization, `${catalogueRepository}.git`);
}
