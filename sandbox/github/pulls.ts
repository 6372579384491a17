import { authorOf } from "./authors.ts";
import type { Actor } from "./env.ts";
import { conflict, GitHubError, unprocessable, validationFailed } from "./errors.ts";
import { type CommitRecord, log, mergeBase, readCommits } from "./git/history.ts";
import { mergeTrees, rebase } from "./git/merge.ts";
import { isRefName } from "./git/names.ts";
import { writeCommit } from "./git/objects.ts";
import { issuesOf, openIssue, type Pull, type PullDetails, setState } from "./issues.ts";
import type { Repository } from "./model.ts";
import { violations } from "./push-rules.ts";
import { answerGitErrors, personOf } from "./ref-changes.ts";
import type { World } from "./world.ts";

export interface NewPull {
  title: string;
  body: string | null;
  head: string;
  base: string;
  draft: boolean;
  maintainer_can_modify: boolean;
}

export interface MergeRequest {
  method: "merge" | "squash" | "rebase";
  title?: string | undefined;
  message?: string | undefined;
}

/**
 * Opens a pull request between two branches of a repository.
 * Errors: 422 for branches that do not exist, have nothing between them, or have an open pull request already.
 */
export async function openPull(
  world: World,
  actor: Actor,
  repository: Repository,
  wanted: NewPull,
): Promise<Pull> {
  const git = world.git(repository);
  const owner = world.organizationOf(repository).login;
  const head = wanted.head.startsWith(`${owner}:`) ? wanted.head.slice(owner.length + 1) : wanted.head;
  const [headSha, baseSha] = await Promise.all([
    branchSha(world, repository, head, "head"),
    branchSha(world, repository, wanted.base, "base"),
  ]);
  const same = (pull: Pull["pull"]) => pull.head === head && pull.base === wanted.base;
  if (pullsOf(world, repository).some(({ state, pull }) => state === "open" && same(pull))) {
    throw invalidPull(`A pull request already exists for ${owner}:${head}.`);
  }
  if ((await log(git, { from: headSha, not: baseSha })).length === 0) {
    throw invalidPull(`No commits between ${wanted.base} and ${head}`);
  }
  const { title, body, base, draft, maintainer_can_modify } = wanted;
  const pull: PullDetails = {
    ...{ head, headSha, base, baseSha, draft, maintainer_can_modify },
    ...{ merged_at: null, mergedBy: null, merge_commit_sha: null },
  };
  const author = authorOf(actor);
  const issue = openIssue(world, repository, { title, body, author, labelIds: [], pull }) as Pull;
  await git.updateRef(`refs/pull/${issue.number}/head`, headSha);
  return issue;
}

async function branchSha(world: World, repository: Repository, name: string, field: string): Promise<string> {
  const branch = isRefName(`refs/heads/${name}`) ? await world.git(repository).branch(name) : undefined;
  if (!branch) throw validationFailed({ resource: "PullRequest", field, code: "invalid" });
  return branch.sha;
}

function invalidPull(message: string): GitHubError {
  return validationFailed({ resource: "PullRequest", code: "custom", message });
}

/** The pull requests of a repository, oldest first. */
export function pullsOf(world: World, repository: Repository): Pull[] {
  return issuesOf(world)
    .of(repository.id)
    .filter((issue): issue is Pull => issue.pull !== null);
}

/** The pull requests by which a commit came, or is to come, oldest first. */
export async function pullsWith(world: World, repository: Repository, sha: string): Promise<Pull[]> {
  const brings = await Promise.all(
    pullsOf(world, repository).map(async issue => {
      const { merge_commit_sha: merged } = issue.pull;
      return merged === sha || (await commitsOf(world, repository, issue)).some(commit => commit.sha === sha);
    }),
  );
  return pullsOf(world, repository).filter((_, index) => brings[index]);
}

/** Brings an open pull request up to its branches: what was pushed is taken in, a deleted branch closes it. */
export async function refreshPull(world: World, repository: Repository, issue: Pull): Promise<Pull> {
  if (issue.state === "closed") return issue;
  const git = world.git(repository);
  const [head, base] = await Promise.all([git.branch(issue.pull.head), git.branch(issue.pull.base)]);
  if (!head || !base) {
    setState(world, issue, "closed");
    return issue;
  }
  if (head.sha !== issue.pull.headSha || base.sha !== issue.pull.baseSha) {
    const moved = { ...issue.pull, headSha: head.sha, baseSha: base.sha };
    issuesOf(world).update(issue, { pull: moved, updated_at: world.now() });
    await git.updateRef(`refs/pull/${issue.number}/head`, head.sha);
  }
  return issue;
}

/** The commits a pull request adds, oldest first. */
export async function commitsOf(world: World, repository: Repository, issue: Pull): Promise<CommitRecord[]> {
  const git = world.git(repository);
  const { headSha, baseSha } = issue.pull;
  return readCommits(git, (await log(git, { from: headSha, not: baseSha })).reverse());
}

/** The commit a pull request's changes are compared with. */
export async function comparisonBase(world: World, repository: Repository, issue: Pull): Promise<string> {
  const { headSha, baseSha } = issue.pull;
  return (await mergeBase(world.git(repository), baseSha, headSha)) ?? baseSha;
}

/**
 * Merges a pull request into its base.
 * Errors: 405 when it is closed, in conflict, or a setting or rule forbids it; 409 when the base moved meanwhile.
 * https://docs.github.com/en/rest/pulls/pulls#merge-a-pull-request
 */
export async function mergePull(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Pull,
  request: MergeRequest,
): Promise<string> {
  const git = world.git(repository);
  checkMethod(repository, request.method);
  if (issue.state === "closed" || issue.pull.draft) throw notMergeable();
  const sha = await resultOf(world, actor, repository, issue, request);
  if (!sha) throw notMergeable();
  await checkRules(world, actor, repository, issue, request, sha);
  await answerGitErrors(() => git.updateRef(`refs/heads/${issue.pull.base}`, sha, issue.pull.baseSha));
  setState(world, issue, "closed");
  const merged = { merged_at: world.now(), mergedBy: authorOf(actor), merge_commit_sha: sha };
  issuesOf(world).update(issue, { pull: { ...issue.pull, ...merged } });
  world.repositories.update(repository, { pushed_at: world.now() });
  // GitHub deletes the branch whatever the rules say of deletions.
  if (repository.delete_branch_on_merge) {
    await answerGitErrors(() => git.deleteRef(`refs/heads/${issue.pull.head}`, issue.pull.headSha));
  }
  return sha;
}

function notMergeable(): GitHubError {
  return new GitHubError(405, "Pull Request is not mergeable");
}

function checkMethod(repository: Repository, method: MergeRequest["method"]): void {
  const [allowed, name] = {
    merge: [repository.allow_merge_commit, "Merge commits"] as const,
    squash: [repository.allow_squash_merge, "Squash merges"] as const,
    rebase: [repository.allow_rebase_merge, "Rebase merges"] as const,
  }[method];
  if (!allowed) throw new GitHubError(405, `${name} are not allowed on this repository.`);
}

/** The commit the base would point to afterwards; undefined on a conflict. */
async function resultOf(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Pull,
  request: MergeRequest,
): Promise<string | undefined> {
  const git = world.git(repository);
  const { baseSha, headSha } = issue.pull;
  const person = personOf(actor);
  if (request.method === "rebase") return rebase(git, baseSha, headSha, person);
  const tree = await mergeTrees(git, baseSha, headSha);
  if (!tree) return undefined;
  const parents = request.method === "merge" ? [baseSha, headSha] : [baseSha];
  const message = await messageOf(world, repository, issue, request);
  return writeCommit(git, { tree, parents, message, author: person, committer: person });
}

/** The title and message asked for, or those the repository's settings make of the pull request. */
async function messageOf(
  world: World,
  repository: Repository,
  issue: Pull,
  request: MergeRequest,
): Promise<string> {
  const squash = request.method === "squash";
  const commits = squash ? await commitsOf(world, repository, issue) : [];
  const titled = squash ? squashTitle(repository, issue, commits) : mergeTitle(world, repository, issue);
  const kind = squash ? repository.squash_merge_commit_message : repository.merge_commit_message;
  const messages = {
    PR_BODY: issue.body ?? "",
    PR_TITLE: issue.title,
    COMMIT_MESSAGES: commits.map(({ message }) => `* ${message}`).join("\n\n"),
    BLANK: "",
  };
  const message = request.message ?? messages[kind];
  return [request.title ?? titled, message].filter(Boolean).join("\n\n");
}

function mergeTitle(world: World, repository: Repository, issue: Pull): string {
  if (repository.merge_commit_title === "PR_TITLE") return `${issue.title} (#${issue.number})`;
  return `Merge pull request #${issue.number} from ${world.organizationOf(repository).login}/${issue.pull.head}`;
}

function squashTitle(repository: Repository, issue: Pull, commits: CommitRecord[]): string {
  const single = commits.length === 1 && repository.squash_merge_commit_title === "COMMIT_OR_PR_TITLE";
  const title = single ? (commits[0]?.message.split("\n")[0] ?? issue.title) : issue.title;
  return `${title} (#${issue.number})`;
}

/** Checks are asked of the pull request's head, everything else of what the base would get. */
async function checkRules(
  world: World,
  actor: Actor,
  repository: Repository,
  issue: Pull,
  request: MergeRequest,
  sha: string,
): Promise<void> {
  const git = world.git(repository);
  const { base, baseSha, headSha } = issue.pull;
  const added = await readCommits(git, await log(git, { from: sha, not: baseSha }));
  // What GitHub itself commits is signed by GitHub.
  const commits = added.map(commit => ({
    ...commit,
    signed: commit.signed || (commit.sha === sha && request.method !== "rebase"),
  }));
  const change = { ref: `refs/heads/${base}`, before: baseSha, after: headSha, forced: false, commits };
  const sentences = violations(world, actor, repository, { ...change, merge: issue });
  if (sentences.length > 0) {
    throw new GitHubError(405, `Repository rule violations found\n\n${sentences.join("\n\n")}\n\n`);
  }
}

/** Checks that a pull request's head still is where its reader saw it: 409 when it moved. */
export function checkHead(issue: Pull, expected: string | undefined): void {
  if (expected !== undefined && expected !== issue.pull.headSha) {
    throw conflict("Head branch was modified. Review and try the merge again.");
  }
}

/** Gives a pull request another base. Errors: 422 for a branch that does not exist or a closed pull request. */
export async function changeBase(
  world: World,
  repository: Repository,
  issue: Pull,
  base: string,
): Promise<void> {
  if (issue.state === "closed")
    throw unprocessable("Cannot change the base branch of a closed pull request.");
  const baseSha = await branchSha(world, repository, base, "base");
  issuesOf(world).update(issue, { pull: { ...issue.pull, base, baseSha } });
}
