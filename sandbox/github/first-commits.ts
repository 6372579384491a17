import { cp } from "node:fs/promises";
import type { Repository } from "./model.ts";
import type { World } from "./world.ts";

/**
 * Gives many repositories their first commit. Those with the same files on the same branch get the same one, copied:
 * a few git processes make hundreds of repositories.
 */
export class FirstCommits {
  readonly #made = new Map<string, Promise<string>>();

  /** Puts files at these paths, with a made-up content, onto the repository's default branch. */
  async give(world: World, repository: Repository, paths: string[]): Promise<void> {
    const key = JSON.stringify([repository.default_branch, [...paths].sort()]);
    const made = this.#made.get(key);
    if (made) return cp(await made, world.gitPath(repository), { recursive: true });
    const first = commit(world, repository, paths);
    this.#made.set(key, first);
    await first;
  }
}

/** Returns where the repository that has the commit lies. */
async function commit(world: World, repository: Repository, paths: string[]): Promise<string> {
  const files = Object.fromEntries(paths.map(path => [path, `# ${path}\n`]));
  await world
    .git(repository)
    .commitFiles({ branch: repository.default_branch, files, message: "Initial commit" });
  return world.gitPath(repository);
}
