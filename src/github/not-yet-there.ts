import type { Octokit } from "octokit";
import pMap from "p-map";
import { absent } from "./absence.ts";

/** Repositories that something is to be made in, and that GitHub has not. */
export class NotYetThere extends Error {
  constructor(owner: string, missing: readonly string[]) {
    const names = missing.map(name => `${owner}/${name}`).join(", ");
    super(
      `GitHub has no ${names} yet, or hides it from this credential: run \`fairway up\` first, or \`fairway up --all\`, ` +
        "which does all in its order.",
    );
    this.name = "NotYetThere";
  }
}

/**
 * Makes sure that repositories are there.
 * @throws NotYetThere
 */
export async function assertThere(api: Octokit, owner: string, names: readonly string[]): Promise<void> {
  const isThere = (repo: string) => api.rest.repos.get({ owner, repo }).then(() => true, absent(false));
  const there = await pMap(names, isThere, { concurrency: 8 });
  const missing = names.filter((_, index) => !there[index]);
  if (missing.length > 0) throw new NotYetThere(owner, missing);
}
