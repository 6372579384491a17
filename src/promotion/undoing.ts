import { RequestError } from "octokit";
import { z } from "zod";
import { answered, commitId } from "../github/answer.ts";
import { isSameName } from "../github/names.ts";
import { words } from "./branch.ts";
import { tipOf } from "./history.ts";
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
const pull = z.object({
  number: z.int().positive(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullable(),
  merge_commit_sha: commitId.nullable(),
  user: z.object({ login: z.string() }).nullable(),
  head: z.object({ ref: z.string(), sha: commitId }),
});
type Pull = z.output<typeof pull>;

/**
 * Brings an earlier commit's files back onto a branch, as a commit of its own, by pull request. What a stopped run has begun is
 * gone on with, and what is so already is left.
 * @returns the commit of the branch that has them
 * @throws PromotionRefused where GitHub refuses it
 */
export async function undo(place: Place, undoing: Undoing): Promise<string> {
  const pulls = await ownPulls(place, undoing);
  const merged = pulls.find(({ merged_at }) => merged_at !== null)?.merge_commit_sha;
  if (merged) return await assertRestored(place, merged, undoing);
  const tip = await tipOf(place, undoing.branch);
  if (!tip) throw new PromotionRefused(`${place.repo} has no branch ${undoing.branch}.`);
  const wanted = await restoredTree(place, undoing.to, tip);
  if ((await commitAt(place, tip)).tree.sha === wanted) return tip;
  const name = `${prefix(undoing)}${tip.slice(0, 7)}`;
  for (const old of pulls) if (old.state === "open" && old.head.ref !== name) await close(place, old);
  const head = await prepared(place, name, { tip, tree: wanted, message: messageOf(undoing) });
  const known = pulls.find(({ state, head: { ref } }) => state === "open" && ref === name);
  const number = known?.number ?? (await open(place, name, undoing));
  const made = await merge(place, number, head, undoing);
  await dropBranch(place, name);
  return await assertRestored(place, made, undoing);
}

function prefix({ from, to }: Undoing): string {
  return `rollback/${from.slice(0, 7)}-${to.slice(0, 7)}-on-`;
}

/** Our pull requests for this very thing, the newest first. */
async function ownPulls(place: Place, undoing: Undoing): Promise<readonly Pull[]> {
  const of = { ...named(place), base: undoing.branch, state: "all" as const, per_page: 100 };
  const { data } = await place.api.rest.pulls.list(of);
  return answered(z.array(pull), data, `the pull requests of ${place.repo}`).filter(
    ({ head, user }) =>
      head.ref.startsWith(prefix(undoing)) && isSameName(user?.login ?? "", undoing.recorder),
  );
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

/** What was merged has just these files, whatever somebody has pushed into the pull request. */
async function assertRestored(place: Place, made: string, { to, branch }: Undoing): Promise<string> {
  const [wanted, got] = await Promise.all([rootOf(place, to), rootOf(place, made)]);
  const text = (entries: readonly z.output<typeof entry>[]) =>
    entries
      .filter(({ path }) => path !== kept)
      .map(({ path, mode, sha }) => `${path}\0${mode}\0${sha}`)
      .toSorted()
      .join("\n");
  if (text(wanted) === text(got)) return made;
  throw new PromotionRefused(
    `${made.slice(0, 7)} on ${branch} of ${place.repo} has not the files of ${to.slice(0, 7)}: somebody else has a hand in it. Nothing was moved.`,
  );
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
  await place.api.rest.git.createRef({ ...named(place), ref: `refs/heads/${name}`, sha });
  return sha;
}

async function open(place: Place, head: string, undoing: Undoing): Promise<number> {
  const [title = "", , ...body] = messageOf(undoing).split("\n");
  const of = { ...named(place), head, base: undoing.branch, title, body: body.join("\n") };
  const { data } = await place.api.rest.pulls.create(of);
  return answered(pull.pick({ number: true }), data, `a new pull request of ${place.repo}`).number;
}

async function close(place: Place, { number, head }: Pull): Promise<void> {
  await place.api.rest.pulls.update({ ...named(place), pull_number: number, state: "closed" });
  await dropBranch(place, head.ref);
}

async function dropBranch(place: Place, name: string): Promise<void> {
  await place.api.rest.git.deleteRef({ ...named(place), ref: `heads/${name}` }).catch((error: unknown) => {
    // It is gone already, or somebody keeps it: nothing depends on it.
    if (!(error instanceof RequestError) || ![404, 409, 422].includes(error.status)) throw error;
  });
}

async function merge(place: Place, number: number, head: string, undoing: Undoing): Promise<string> {
  const [commit_title = "", , ...message] = messageOf(undoing).split("\n");
  const of = {
    ...named(place),
    pull_number: number,
    sha: head,
    commit_title: `${commit_title} (#${number})`,
  };
  const method = await methodOf(place);
  try {
    const { data } = await place.api.rest.pulls.merge({
      ...of,
      merge_method: method,
      commit_message: message.join("\n"),
    });
    return answered(z.object({ sha: commitId }), data, `the merge of a pull request of ${place.repo}`).sha;
  } catch (error) {
    if (!(error instanceof RequestError) || ![403, 405, 409, 422].includes(error.status)) throw error;
    throw new PromotionRefused(
      `GitHub refuses to merge pull request ${number} of ${place.repo}: ${words(error)}\n` +
        `The promotion App has to be let through by the ruleset of ${undoing.branch}, for pull requests. Once that is so, or somebody has merged it, run this again.`,
      { cause: error },
    );
  }
}

/** The way to merge that leaves one commit, where the repository has it. */
async function methodOf(place: Place): Promise<"squash" | "rebase" | "merge"> {
  const { data } = await place.api.rest.repos.get(named(place));
  if (data.allow_squash_merge !== false) return "squash";
  return data.allow_rebase_merge === false ? "merge" : "rebase";
}

function messageOf({ from, to, who }: Undoing): string {
  return [
    `Roll back to ${to.slice(0, 7)}`,
    "",
    `All files but those of ${kept} are again as in ${to}, in the place of ${from}, for ${who}.`,
    "To bring back what this undoes, revert it.",
  ].join("\n");
}
