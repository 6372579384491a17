import { z } from "zod";
import { unavailable } from "../github/absence.ts";
import { answered, commitId } from "../github/answer.ts";
import { tipOf } from "./history.ts";
import { once, single } from "./once.ts";
import { closePull, dropBranch, mergePull, openPull, ownPulls, type Pull } from "./own-pull.ts";
import { named, type Place } from "./place.ts";
import { PromotionRefused } from "./refused.ts";

/** What a branch is to hold again, and since when it does not. */
export interface Undoing {
  /** The branch that everything comes in by. */
  readonly branch: string;
  /** The commit whose files are to be there again. */
  readonly to: string;
  /** The commit that the stage has until now. */
  readonly from: string;
  readonly who: string;
  /** The login that our pull requests are opened by. */
  readonly recorder: string;
}

/** What no cluster applies and would be unwise to bring back: the workflows that themselves promote. */
const kept = ".github";

const entry = z.object({
  path: z.string(),
  mode: z.enum(["100644", "100755", "040000", "160000", "120000"]),
  type: z.enum(["blob", "tree", "commit"]),
  sha: commitId,
});
const tree = z.object({ sha: commitId, truncated: z.boolean(), tree: z.array(entry) });
const commit = z.object({
  sha: commitId,
  tree: z.object({ sha: commitId }),
  parents: z.array(z.object({ sha: commitId })),
});

/** The commit that a stopped run has brought them back by already, and the one that it is on top of. */
export interface Undone {
  readonly commit: string;
  readonly on: string;
}

/**
 * Brings an earlier commit's files back onto a branch, as a commit of its own, by pull request. What a stopped run has begun is
 * gone on with, and what is so already is left.
 * @param shown where the branch was when it was shown what is undone: what has come to it since is not undone unseen
 * @returns the commit of the branch that has them
 * @throws PromotionRefused where GitHub refuses it
 */
export async function undo(place: Place, undoing: Undoing, shown: string): Promise<string> {
  const { branch, to } = undoing;
  const pulls = await pullsFor(place, undoing);
  const undone = await merged(place, pulls, to);
  if (undone) return undone.commit;
  const tip = await tipOf(place, branch);
  if (!tip) throw new PromotionRefused(`${place.repo} has no branch ${branch}.`);
  if (await isRestored(place, tip, to)) return tip;
  if (tip !== shown)
    throw new PromotionRefused(
      `${branch} of ${place.repo} is at ${tip.slice(0, 7)} by now, so more would be undone than was shown. Run this again to see it; nothing was moved.`,
    );
  const name = `${prefix(undoing)}${tip.slice(0, 7)}`;
  for (const old of pulls) if (old.state === "open" && old.head.ref !== name) await closePull(place, old);
  const message = messageOf(undoing);
  const sha = await prepared(place, name, { tip, tree: await restoredTree(place, to, tip), message });
  const known = pulls.find(({ state, head: { ref } }) => state === "open" && ref === name);
  const number = known?.number ?? (await openPull(place, { head: name, base: branch, message }));
  const made = await mergePull(place, number, { sha, base: branch, message });
  await dropBranch(place, name);
  if (await isRestored(place, made, to)) return made;
  throw new PromotionRefused(
    `${made.slice(0, 7)} on ${branch} of ${place.repo} has not the files of ${to.slice(0, 7)}: somebody else has a hand in it. Nothing was moved; run this again.`,
  );
}

/** What an earlier run has come to, whoever has merged it; undefined where it has come to nothing. */
export async function undoneBefore(place: Place, undoing: Omit<Undoing, "who">): Promise<Undone | undefined> {
  // A credential that only looks may not see pull requests.
  const pulls = await pullsFor(place, undoing).catch(unavailable([]));
  return await merged(place, pulls, undoing.to);
}

/** One that somebody else has changed, or that came on top of something else, is as if it weren't there. */
async function merged(place: Place, pulls: readonly Pull[], to: string): Promise<Undone | undefined> {
  for (const { merged_at, merge_commit_sha: made } of pulls) {
    if (merged_at === null || made === null || !(await isRestored(place, made, to))) continue;
    const [parent] = (await commitAt(place, made)).parents;
    if (parent) return { commit: made, on: parent.sha };
  }
  return undefined;
}

function prefix({ from, to }: Pick<Undoing, "from" | "to">): string {
  return `rollback/${from.slice(0, 7)}-${to.slice(0, 7)}-on-`;
}

/** Our pull requests for this very thing, the newest first. */
async function pullsFor(place: Place, undoing: Omit<Undoing, "who">): Promise<readonly Pull[]> {
  const { branch, recorder: author } = undoing;
  return await ownPulls(place, branch, { prefix: prefix(undoing), author });
}

async function commitAt(place: Place, sha: string): Promise<z.output<typeof commit>> {
  const { data } = await place.api.rest.git.getCommit({ ...named(place), commit_sha: sha });
  return answered(commit, data, `the commit ${sha} of ${place.repo}`);
}

async function rootOf(place: Place, sha: string): Promise<readonly z.output<typeof entry>[]> {
  const { data } = await place.api.rest.git.getTree({ ...named(place), tree_sha: sha });
  const { tree: entries, truncated } = answered(tree, data, `the files of ${place.repo} at ${sha}`);
  if (truncated) throw new PromotionRefused(`${place.repo} has more files than GitHub lists at once.`);
  return entries;
}

/** The tree with what a commit has, and what is kept of another. */
async function restoredTree(place: Place, to: string, tip: string): Promise<string> {
  const [then, now] = await Promise.all([rootOf(place, to), rootOf(place, tip)]);
  const entries = [...then.filter(({ path }) => path !== kept), ...now.filter(({ path }) => path === kept)];
  const made = await place.api.rest.git.createTree({ ...named(place), tree: entries });
  return answered(tree.pick({ sha: true }), made.data, `a new tree of ${place.repo}`).sha;
}

/** Whether a commit has just the files of another, but for what is kept. */
export async function isRestored(place: Place, made: string, to: string): Promise<boolean> {
  const [wanted, got] = await Promise.all([rootOf(place, to), rootOf(place, made)]);
  const text = (entries: readonly z.output<typeof entry>[]) =>
    entries
      .filter(({ path }) => path !== kept)
      .map(({ path, mode, sha }) => `${path}\0${mode}\0${sha}`)
      .toSorted()
      .join("\n");
  return text(wanted) === text(got);
}

/** A branch of this name with one commit on top of the other branch; one of an earlier run is as good. */
async function prepared(
  place: Place,
  name: string,
  { tip, tree: wanted, message }: { readonly tip: string; readonly tree: string; readonly message: string },
): Promise<string> {
  const there = await tipOf(place, name);
  if (there) {
    const { tree: of, parents } = await commitAt(place, there);
    if (of.sha === wanted && parents.length === 1 && parents[0]?.sha === tip) return there;
    await dropBranch(place, name);
  }
  const { data } = await place.api.rest.git.createCommit({
    ...named(place),
    message,
    tree: wanted,
    parents: [tip],
  });
  const { sha } = answered(z.object({ sha: commitId }), data, `a new commit of ${place.repo}`);
  const ref = { ...named(place), ref: `refs/heads/${name}`, sha, request: single };
  return await once(
    async () => {
      await place.api.rest.git.createRef(ref);
      return sha;
    },
    async () => ((await tipOf(place, name)) === sha ? sha : undefined),
  );
}

function messageOf({ from, to, who }: Undoing): string {
  return [
    `Roll back to ${to.slice(0, 7)}`,
    "",
    `All files but those of ${kept} are again as in ${to}, in the place of ${from}, for ${who}.`,
    "To bring back what this undoes, revert it.",
  ].join("\n");
}
