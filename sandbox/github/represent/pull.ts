import { representAuthor } from "../authors.ts";
import type { RequestContext } from "../env.ts";
import { diff } from "../git/diff.ts";
import { mergeTrees } from "../git/merge.ts";
import { issueCommentsOf, type Pull } from "../issues.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { commitsOf, comparisonBase } from "../pulls.ts";
import type { World } from "../world.ts";
import { simpleUser } from "./account.ts";
import { addressesOf } from "./git.ts";
import { issueFields } from "./issue.ts";
import { minimalRepository } from "./repository.ts";

/** GitHub's `pull-request-simple`, as lists show it. */
export function simplePull(c: RequestContext, world: World, repository: Repository, issue: Pull) {
  const { api, html } = addressesOf(c, world, repository);
  const url = `${api}/pulls/${issue.number}`;
  const page = `${html}/pull/${issue.number}`;
  const { pull } = issue;
  return {
    ...issueFields(c, world, repository, issue),
    node_id: nodeId("PullRequest", issue.id),
    url,
    html_url: page,
    diff_url: `${page}.diff`,
    patch_url: `${page}.patch`,
    issue_url: `${api}/issues/${issue.number}`,
    commits_url: `${url}/commits`,
    review_comments_url: `${url}/comments`,
    review_comment_url: `${api}/pulls/comments{/number}`,
    comments_url: `${api}/issues/${issue.number}/comments`,
    statuses_url: `${api}/statuses/${pull.headSha}`,
    merged_at: pull.merged_at,
    merge_commit_sha: pull.merge_commit_sha,
    draft: pull.draft,
    requested_reviewers: [],
    requested_teams: [],
    auto_merge: null,
    head: side(c, world, repository, pull.head, pull.headSha),
    base: side(c, world, repository, pull.base, pull.baseSha),
    _links: { self: { href: url }, html: { href: page } },
  };
}

/** GitHub's `pull-request`, as its own address shows it. */
export async function fullPull(c: RequestContext, world: World, repository: Repository, issue: Pull) {
  const git = world.git(repository);
  const { pull } = issue;
  const [commits, from] = await Promise.all([
    commitsOf(world, repository, issue),
    comparisonBase(world, repository, issue),
  ]);
  const changes = await diff(git, from, pull.headSha);
  const open = issue.state === "open";
  const mergeable = open ? (await mergeTrees(git, pull.baseSha, pull.headSha)) !== undefined : null;
  return {
    ...simplePull(c, world, repository, issue),
    merged: pull.merged_at !== null,
    merged_by: pull.mergedBy && representAuthor(c, world, pull.mergedBy),
    mergeable,
    mergeable_state: mergeable === null ? "unknown" : mergeable ? (pull.draft ? "draft" : "clean") : "dirty",
    rebaseable: mergeable,
    maintainer_can_modify: pull.maintainer_can_modify,
    comments: issueCommentsOf(world).of(issue.id).length,
    review_comments: 0,
    commits: commits.length,
    additions: changes.reduce((sum, { additions }) => sum + additions, 0),
    deletions: changes.reduce((sum, { deletions }) => sum + deletions, 0),
    changed_files: changes.length,
  };
}

function side(c: RequestContext, world: World, repository: Repository, ref: string, sha: string) {
  const owner = world.organizationOf(repository);
  return {
    label: `${owner.login}:${ref}`,
    ref,
    sha,
    user: simpleUser(c, owner, "Organization"),
    repo: minimalRepository(c, world, repository),
  };
}
