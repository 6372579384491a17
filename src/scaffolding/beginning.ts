import { setTimeout as sleep } from "node:timers/promises";
import { type Octokit, RequestError } from "octokit";
import { absent } from "../github/absence.ts";

/**
 * What a repository holds: nothing yet (`empty`), only the commit that GitHub makes with a new one (`initial`, at `tip`),
 * or somebody's work. Undefined where there is no such repository.
 */
export type Beginning =
  | { readonly kind: "empty" | "work" }
  | { readonly kind: "initial"; readonly tip: string };

/** GitHub makes a new repository's first commit a moment after it has answered. */
const attempts = 5;
const pauseMilliseconds = 500;

/** All that GitHub writes into a new repository's README.md: its name, and its description below. */
const generatedReadme = /^# [\w.-]+\s*(\n[^\n]*\s*)?$/;

/**
 * Looks what a repository holds.
 * @param isNew whether it was made just now, so that its first commit may still be on its way
 * @throws RequestError
 */
export async function beginningOf(
  api: Octokit,
  owner: string,
  repo: string,
  isNew = false,
): Promise<Beginning | undefined> {
  for (let left = isNew ? attempts - 1 : 0; ; left--) {
    const branches = await api.rest.repos
      .listBranches({ owner, repo, per_page: 100 })
      .then(({ data }) => data, nothingThere);
    if (!branches) return undefined;
    const [tip, ...others] = new Set(branches.map(({ commit }) => commit.sha));
    if (others.length > 0) return { kind: "work" };
    if (tip !== undefined)
      return (await isGenerated(api, owner, repo, tip)) ? { kind: "initial", tip } : { kind: "work" };
    if (left === 0) return { kind: "empty" };
    await sleep(pauseMilliseconds);
  }
}

/** GitHub answers 409 for some questions about a repository without any commit. */
function nothingThere(error: unknown): [] | undefined {
  if (error instanceof RequestError && error.status === 409) return [];
  return absent(undefined)(error);
}

async function isGenerated(api: Octokit, owner: string, repo: string, commit: string): Promise<boolean> {
  const { data: first } = await api.rest.git.getCommit({ owner, repo, commit_sha: commit });
  if (first.parents.length > 0) return false;
  const { data: tree } = await api.rest.git.getTree({ owner, repo, tree_sha: first.tree.sha });
  const [file, ...others] = tree.tree;
  if (others.length > 0 || file?.path !== "README.md" || file.type !== "blob" || !file.sha) return false;
  const { data: blob } = await api.rest.git.getBlob({ owner, repo, file_sha: file.sha });
  return generatedReadme.test(Buffer.from(blob.content, "base64").toString("utf8"));
}
