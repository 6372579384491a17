import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BareRepository } from "./bare-repository.ts";
import type { Person } from "./fast-import.ts";
import { runGit } from "./git.ts";
import { checkSha } from "./names.ts";

/**
 * Merges two commits in memory and returns the resulting tree, or undefined when they conflict.
 * Needs git 2.38 or newer (https://git-scm.com/docs/git-merge-tree).
 */
export async function mergeTrees(
  repository: BareRepository,
  ours: string,
  theirs: string,
): Promise<string | undefined> {
  const { stdout, exitCode } = await runGit(
    repository.path,
    ["merge-tree", "--write-tree", "--allow-unrelated-histories", checkSha(ours), checkSha(theirs)],
    { accept: [1] },
  );
  return exitCode === 0 ? checkSha(stdout.toString("utf8").trim()) : undefined;
}

/** Puts the commits of `head` that `base` lacks on top of `base`; returns the last, or undefined on a conflict. */
export async function rebase(
  repository: BareRepository,
  base: string,
  head: string,
  committer: Person,
): Promise<string | undefined> {
  const env = { GIT_COMMITTER_NAME: committer.name, GIT_COMMITTER_EMAIL: committer.email };
  const folder = await mkdtemp(join(tmpdir(), "sandbox-rebase-"));
  const tree = join(folder, "tree");
  try {
    await repository.git(["worktree", "add", "--quiet", "--detach", tree, checkSha(base)]);
    const picked = await runGit(tree, ["cherry-pick", "--allow-empty", `${base}..${checkSha(head)}`], {
      env,
      accept: [1],
    });
    if (picked.exitCode !== 0) return undefined;
    const { stdout } = await runGit(tree, ["rev-parse", "HEAD"]);
    return stdout.toString("utf8").trim();
  } finally {
    await rm(folder, { recursive: true, force: true });
    await repository.git(["worktree", "prune"]);
  }
}
