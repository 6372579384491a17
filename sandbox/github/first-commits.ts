import { cp } from "node:fs/promises";
import type { BareRepository } from "./git/bare-repository.ts";

/**
 * Gives many repositories their first commit. Those with the same files on the same branch get the same one, copied:
 * a few git processes make hundreds of repositories.
 */
export class FirstCommits {
  readonly #made = new Map<string, Promise<string>>();

  /** Puts files at these paths, with a made-up content, onto a branch of an empty repository. */
  async give(git: BareRepository, branch: string, paths: string[]): Promise<void> {
    const key = JSON.stringify([branch, [...paths].sort()]);
    const made = this.#made.get(key);
    if (made) return cp(await made, git.path, { recursive: true });
    const first = commit(git, branch, paths);
    this.#made.set(key, first);
    await first;
  }
}

/** Returns where the repository that has the commit lies. */
async function commit(git: BareRepository, branch: string, paths: string[]): Promise<string> {
  const files = Object.fromEntries(paths.map(path => [path, `# ${path}\n`]));
  await git.commitFiles({ branch, files, message: "Initial commit" });
  return git.path;
}
