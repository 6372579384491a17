import { RequestError } from "octokit";
import { z } from "zod";
import { answered, commitId } from "../github/answer.ts";
import { isSameName } from "../github/names.ts";
import { words } from "./branch.ts";
import { once, single } from "./once.ts";
import { named, type Place } from "./place.ts";
import { PromotionRefused } from "./refused.ts";

/** A pull request that a rollback has opened. */
const pull = z.object({
  number: z.int().positive(),
  state: z.enum(["open", "closed"]),
  merged_at: z.string().nullable(),
  merge_commit_sha: commitId.nullable(),
  user: z.object({ login: z.string() }).nullable(),
  head: z.object({ ref: z.string(), sha: commitId }),
});
export type Pull = z.output<typeof pull>;

/** What is to be merged, and what is said of it. */
export interface Change {
  /** The branch that has it, in the same repository. */
  readonly head: string;
  /** The branch that it goes to. */
  readonly base: string;
  /** A title, an empty line, and the rest. */
  readonly message: string;
}

/**
 * Our pull requests to a branch, the newest first.
 * @param prefix what the names of their own branches begin with
 * @param author the login that they are opened by
 */
export async function ownPulls(
  place: Place,
  base: string,
  { prefix, author }: { readonly prefix: string; readonly author: string },
): Promise<readonly Pull[]> {
  const of = { ...named(place), base, state: "all" as const, per_page: 100 };
  const { data } = await place.api.rest.pulls.list(of);
  return answered(z.array(pull), data, `the pull requests of ${place.repo}`).filter(
    ({ head, user }) => head.ref.startsWith(prefix) && isSameName(user?.login ?? "", author),
  );
}

/** @returns its number */
export async function openPull(place: Place, { head, base, message }: Change): Promise<number> {
  const { title, body } = parted(message);
  const { pulls } = place.api.rest;
  return await once(
    async () => {
      const of = { ...named(place), head, base, title, body, request: single };
      const { data } = await pulls.create(of);
      return answered(pull.pick({ number: true }), data, `a new pull request of ${place.repo}`).number;
    },
    async () => {
      const of = { ...named(place), head: `${place.owner}:${head}`, base, state: "open" as const };
      const { data } = await pulls.list(of);
      return answered(z.array(pull), data, `the pull requests of ${place.repo}`)[0]?.number;
    },
  );
}

/** Closes one that is not merged, and its branch goes. */
export async function closePull(place: Place, { number, head }: Pull): Promise<void> {
  await place.api.rest.pulls.update({ ...named(place), pull_number: number, state: "closed" });
  await dropBranch(place, head.ref);
}

export async function dropBranch(place: Place, name: string): Promise<void> {
  await place.api.rest.git.deleteRef({ ...named(place), ref: `heads/${name}` }).catch((error: unknown) => {
    // It is gone already, or somebody keeps it: nothing depends on it.
    if (!(error instanceof RequestError) || ![404, 409, 422].includes(error.status)) throw error;
  });
}

/**
 * Merges one, without waiting for anybody.
 * @param sha the commit that it has; with another one it is not merged
 * @returns the commit that the branch has come to
 * @throws PromotionRefused where GitHub refuses it
 */
export async function mergePull(
  place: Place,
  number: number,
  { sha, base, message }: Omit<Change, "head"> & { readonly sha: string },
): Promise<string> {
  const { title, body } = parted(message);
  const of = { ...named(place), pull_number: number };
  const merge_method = await methodOf(place);
  const { pulls } = place.api.rest;
  const merge = async () => {
    const said = { commit_title: `${title} (#${number})`, commit_message: body };
    const { data } = await pulls.merge({ ...of, ...said, sha, merge_method, request: single });
    return answered(z.object({ sha: commitId }), data, `the merge of a pull request of ${place.repo}`).sha;
  };
  const merged = async () => {
    const { data } = await pulls.get(of);
    const { merged_at, merge_commit_sha } = answered(pull, data, `a pull request of ${place.repo}`);
    return (merged_at && merge_commit_sha) || undefined;
  };
  try {
    return await once(merge, merged);
  } catch (error) {
    if (!(error instanceof RequestError) || ![403, 405, 409, 422].includes(error.status)) throw error;
    throw new PromotionRefused(
      `GitHub refuses to merge pull request ${number} of ${place.repo}: ${words(error)}\n` +
        `The promotion App has to be let through by the ruleset of ${base}, for pull requests. Once that is so, or somebody has merged it, run this again.`,
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

function parted(message: string): { readonly title: string; readonly body: string } {
  const [title = "", , ...body] = message.split("\n");
  return { title, body: body.join("\n") };
}
