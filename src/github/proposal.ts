import { type Octokit, RequestError } from "octokit";
import { absent } from "./absence.ts";
import { type Branch, type Files, readFiles, writeFiles } from "./branch-files.ts";

/** A change of a repository's files that somebody is to look at. `branch` is where it is to go in the end. */
export interface Proposal extends Branch {
  /** The branch that holds it until then. */
  readonly head: string;
  /** The files that become other ones, by path. */
  readonly files: Files;
  /** Directories of which nothing stays that is not among `files`. */
  readonly emptied: readonly string[];
  readonly title: string;
  readonly body: string;
}

/** A pull request that is open now. */
export interface Proposed {
  readonly url: string;
  readonly number: number;
  /** Whether it was opened just now, stood there with the same content, or got this content in the place of another. */
  readonly state: "opened" | "unchanged" | "replaced";
}

/**
 * Opens a pull request with one commit, or finds the one that a stopped run has begun or somebody has opened already.
 * @param replace whether it may take the place of an open one that says something else
 * @throws ProposedOtherwise, PushRefused; RequestError
 */
export async function propose(api: Octokit, proposal: Proposal, replace = false): Promise<Proposed> {
  const pull = await openPull(api, proposal);
  const found = await lookAt(api, proposal);
  if (found === "other" && pull && !replace) throw new ProposedOtherwise(proposal, pull.html_url);
  if (found === "foreign" && !replace) throw new ProposedOtherwise(proposal, pull?.html_url);
  if (found !== "same") await push(api, proposal);
  if (!pull) return await openPullRequest(api, proposal);
  const { html_url: url, number } = pull;
  if (found === "same") return { url, number, state: "unchanged" };
  const { owner, repository: repo, title, body } = proposal;
  await api.rest.pulls.update({ owner, repo, pull_number: number, title, body });
  return { url, number, state: "replaced" };
}

/**
 * What the proposal's branch is: not there, or merged already; with the same content; with another one that a run of ours
 * has written; or with somebody's own commits.
 */
async function lookAt(api: Octokit, proposal: Proposal): Promise<"nothing" | "same" | "other" | "foreign"> {
  const { owner, repository: repo, branch, head, files, emptied, title } = proposal;
  const compared = await api.rest.repos
    .compareCommitsWithBasehead({ owner, repo, basehead: `${branch}...${head}` })
    .then(({ data }) => data, absent(undefined));
  if (!compared || compared.ahead_by === 0) return "nothing";
  const there = await readFiles(api, { owner, repository: repo, branch: head }, Object.keys(files), files);
  const isOurs = ({ filename, status }: { filename: string; status: string }) =>
    files[filename] !== undefined ||
    (status === "removed" && emptied.some(directory => filename.startsWith(`${directory}/`)));
  const isSame = Object.entries(files).every(([path, text]) => there?.[path] === text);
  if (isSame && (compared.files ?? []).every(isOurs)) return "same";
  const [only] = compared.commits;
  return compared.ahead_by === 1 && only?.commit.message === title ? "other" : "foreign";
}

async function push(api: Octokit, proposal: Proposal): Promise<void> {
  const { head, files, emptied, title } = proposal;
  try {
    await writeFiles(api, proposal, emptied, files, { message: title, onto: head });
  } catch (error) {
    throw isRefusal(error) ? new PushRefused(proposal, error) : error;
  }
}

/** A pull request of a branch that is pushed already, and where it is to go. */
export type PullRequest = Omit<Proposal, "files" | "emptied">;

/**
 * Opens it, or finds the one that somebody else has opened meanwhile.
 * @throws PushRefused; RequestError
 */
export async function openPullRequest(api: Octokit, proposal: PullRequest): Promise<Proposed> {
  const { owner, repository: repo, branch: base, head, title, body } = proposal;
  try {
    const { data } = await api.rest.pulls.create({ owner, repo, base, head, title, body });
    return { url: data.html_url, number: data.number, state: "opened" };
  } catch (error) {
    // Another run may have been faster.
    const other = isInvalid(error) ? await openPull(api, proposal) : undefined;
    if (other) return { url: other.html_url, number: other.number, state: "unchanged" };
    throw isRefusal(error) ? new PushRefused(proposal, error) : error;
  }
}

/** The pull request that is open for a branch already. */
export async function openPull(
  api: Octokit,
  { owner, repository: repo, branch: base, head }: PullRequest,
): Promise<{ readonly html_url: string; readonly number: number } | undefined> {
  const { data } = await api.rest.pulls.list({ owner, repo, base, head: `${owner}:${head}`, state: "open" });
  return data[0];
}

function isInvalid(error: unknown): error is RequestError {
  return error instanceof RequestError && error.status === 422;
}

/** GitHub hides what a credential may not write to, or says so; and it says so of branches that a ruleset guards. */
function isRefusal(error: unknown): error is RequestError {
  return isInvalid(error) || (error instanceof RequestError && [403, 404].includes(error.status));
}

/** Somebody proposes something else already where a proposal would be. */
export class ProposedOtherwise extends Error {
  constructor({ owner, repository, head }: PullRequest, url: string | undefined) {
    const where = url ?? `the branch ${head} of ${owner}/${repository}`;
    super(
      `Something else is proposed already: ${where}\nGo on there. Or, if nobody needs it, close it and delete its branch, ` +
        "or give --replace.",
    );
    this.name = "ProposedOtherwise";
  }
}

export class PushRefused extends Error {
  constructor({ owner, repository, head }: PullRequest, cause: RequestError) {
    super(
      `The branch ${head} of ${owner}/${repository}, or its pull request, can't be made: ${cause.message}\n` +
        "The credential needs write access to its contents and pull requests, and no ruleset may keep it from making the branch.",
      { cause },
    );
    this.name = "PushRefused";
  }
}
