import { z } from "zod";
import { absent, unavailable } from "../github/absence.ts";
import { answered, commitId, isCommit } from "../github/answer.ts";
import { named, type Place } from "./place.ts";

/** A commit, as people are told of it. All of it but the name was written by whoever made the commit. */
export interface Commit {
  readonly commit: string;
  /** The first line of its message. */
  readonly title: string;
  readonly author: string;
  /** The number of the pull request that it came by. */
  readonly pull?: number;
}

/** How two commits lie to each other. */
export interface Comparison {
  readonly status: "ahead" | "behind" | "identical" | "diverged";
  /** How many commits the second has beyond the first. */
  readonly ahead: number;
  /** These, the newest first; the oldest are left out where they are very many. */
  readonly commits: readonly Commit[];
}

const listed = z.object({
  sha: commitId,
  commit: z.object({ message: z.string(), author: z.object({ name: z.string() }).nullable() }),
  author: z.object({ login: z.string().optional() }).nullable(),
});
const comparison = z.object({
  status: z.enum(["ahead", "behind", "identical", "diverged"]),
  ahead_by: z.int().min(0),
  commits: z.array(listed),
});
const ref = z.object({ object: z.object({ sha: commitId, type: z.literal("commit") }) });
const pulls = z.array(z.object({ number: z.int().positive(), merged_at: z.string().nullable() }));

/** How many commits are told of, and asked about by themselves. */
const most = 50;

/** The commit that a branch is at; undefined where there is no such branch. */
export async function tipOf(place: Place, branch: string): Promise<string | undefined> {
  const { api } = place;
  const found = await api.rest.git
    .getRef({ ...named(place), ref: `heads/${branch}` })
    .then(({ data }) => data, absent(undefined));
  return found && answered(ref, found, `where ${place.repo} has its branch ${branch}`).object.sha;
}

/**
 * The full name of the commit that somebody means.
 * @param short at least seven characters of it
 */
export async function commitNamed(place: Place, short: string): Promise<string | undefined> {
  if (!isCommit(short)) return undefined;
  const { api } = place;
  const found = await api.rest.repos.getCommit({ ...named(place), ref: short }).then(
    ({ data }) => data,
    // GitHub answers 422 for what names no commit.
    (error: { status?: number }) => (error.status === 422 ? undefined : absent(undefined)(error)),
  );
  const sha = found && answered(listed.pick({ sha: true }), found, `a commit of ${place.repo}`).sha;
  // It may be a branch or a tag of that name.
  return sha?.startsWith(short) ? sha : undefined;
}

/** How `head` lies to `base`, with the newest commits that it has beyond it. */
export async function compare(place: Place, base: string, head: string): Promise<Comparison> {
  const { api, repo } = place;
  const asked = `how ${repo} at ${head} lies to ${base}`;
  const basehead = `${base}...${head}`;
  const ask = async (page: number) => {
    const of = { ...named(place), basehead, per_page: 100, page };
    const { data } = await api.rest.repos.compareCommitsWithBasehead(of);
    return answered(comparison, data, asked);
  };
  const first = await ask(1);
  const { status, ahead_by: ahead } = first;
  // They come oldest first, so the newest are on the last pages.
  const last = Math.ceil(ahead / 100);
  const pages = last > 1 ? [await ask(last - 1), await ask(last)] : [first];
  const commits = pages.flatMap(page => page.commits).toReversed();
  return { status, ahead, commits: commits.slice(0, most).map(told) };
}

/** The newest commits of a history, the newest first. */
export async function commitsTo(place: Place, head: string): Promise<readonly Commit[]> {
  const { data } = await place.api.rest.repos.listCommits({ ...named(place), sha: head, per_page: most });
  return answered(z.array(listed), data, `the commits of ${place.repo}`).map(told);
}

/** Whether everything in the history of `earlier` is also in that of `later`. */
export async function isWithin(place: Place, earlier: string, later: string): Promise<boolean> {
  if (earlier === later) return true;
  const { status } = await compare(place, earlier, later);
  return status === "ahead" || status === "identical";
}

/** The commits with the pull requests that they came by. */
export async function withPulls(place: Place, commits: readonly Commit[]): Promise<readonly Commit[]> {
  return await Promise.all(
    commits.map(async commit => {
      const of = { ...named(place), commit_sha: commit.commit };
      const data = await place.api.rest.repos
        .listPullRequestsAssociatedWithCommit(of)
        // A credential that only looks may not see pull requests.
        .then(answer => answer.data, unavailable([]));
      const found = answered(pulls, data, `the pull requests of a commit of ${place.repo}`);
      const merged = found.find(({ merged_at }) => merged_at !== null);
      return merged ? { ...commit, pull: merged.number } : commit;
    }),
  );
}

function told({ sha, commit: { message, author }, author: account }: z.output<typeof listed>): Commit {
  const [title = ""] = message.split("\n");
  return { commit: sha, title, author: account?.login ?? author?.name ?? "unknown" };
}
