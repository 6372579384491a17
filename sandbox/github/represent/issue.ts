import { representAuthor } from "../authors.ts";
import type { RequestContext } from "../env.ts";
import { type Issue, type IssueComment, issueCommentsOf, labelsOfIssue } from "../issues.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { representLabel } from "../routes/labels.ts";
import type { World } from "../world.ts";
import { addressesOf } from "./git.ts";

/** GitHub's `issue`; a pull request is one with `pull_request`. */
export function representIssue(c: RequestContext, world: World, repository: Repository, issue: Issue) {
  const { api, html } = addressesOf(c, world, repository);
  const url = `${api}/issues/${issue.number}`;
  const pull = issue.pull && {
    url: `${api}/pulls/${issue.number}`,
    html_url: `${html}/pull/${issue.number}`,
    diff_url: `${html}/pull/${issue.number}.diff`,
    patch_url: `${html}/pull/${issue.number}.patch`,
    merged_at: issue.pull.merged_at,
  };
  return {
    ...issueFields(c, world, repository, issue),
    node_id: nodeId(pull ? "PullRequest" : "Issue", issue.id),
    url,
    repository_url: api,
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: pull ? pull.html_url : `${html}/issues/${issue.number}`,
    comments: issueCommentsOf(world).of(issue.id).length,
    state_reason: issue.state_reason,
    ...(pull ? { draft: issue.pull?.draft, pull_request: pull } : {}),
  };
}

/** What an issue and a pull request have in common. */
export function issueFields(c: RequestContext, world: World, repository: Repository, issue: Issue) {
  return {
    id: issue.id,
    number: issue.number,
    title: issue.title,
    body: issue.body,
    state: issue.state,
    locked: false,
    active_lock_reason: null,
    user: representAuthor(c, world, issue.author),
    labels: labelsOfIssue(world, issue).map(label => representLabel(c, world, repository, label)),
    assignee: null,
    assignees: [],
    milestone: null,
    author_association: "MEMBER",
    created_at: issue.created_at,
    updated_at: issue.updated_at,
    closed_at: issue.closed_at,
  };
}

/** GitHub's `issue-comment`. */
export function representComment(
  c: RequestContext,
  world: World,
  repository: Repository,
  issue: Issue,
  comment: IssueComment,
) {
  const { api, html } = addressesOf(c, world, repository);
  const page = `${html}/${issue.pull ? "pull" : "issues"}/${issue.number}`;
  return {
    id: comment.id,
    node_id: nodeId("IssueComment", comment.id),
    url: `${api}/issues/comments/${comment.id}`,
    html_url: `${page}#issuecomment-${comment.id}`,
    issue_url: `${api}/issues/${issue.number}`,
    user: representAuthor(c, world, comment.author),
    body: comment.body,
    author_association: "MEMBER",
    created_at: comment.created_at,
    updated_at: comment.updated_at,
  };
}
