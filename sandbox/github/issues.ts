import type { Author } from "./authors.ts";
import { type Label, labelsOf } from "./labels.ts";
import type { Repository } from "./model.ts";
import type { Collection, Document } from "./store.ts";
import { sameName, type World } from "./world.ts";

/** An issue or a pull request of a repository (owner of the document); both are numbered together. */
export interface Issue extends Document {
  number: number;
  title: string;
  body: string | null;
  state: "open" | "closed";
  state_reason: "completed" | "not_planned" | "reopened" | "duplicate" | null;
  author: Author;
  labelIds: number[];
  pull: PullDetails | null;
  created_at: string;
  updated_at: string;
  closed_at: string | null;
}

/** What a pull request has besides what every issue has. Head and base are branches of the same repository. */
export interface PullDetails {
  head: string;
  headSha: string;
  base: string;
  baseSha: string;
  draft: boolean;
  maintainer_can_modify: boolean;
  merged_at: string | null;
  mergedBy: Author | null;
  merge_commit_sha: string | null;
}

/** A pull request. */
export type Pull = Issue & { pull: PullDetails };

/** A comment of an issue or pull request (owner of the document). */
export interface IssueComment extends Document {
  body: string;
  author: Author;
  created_at: string;
  updated_at: string;
}

export function issuesOf(world: World): Collection<Issue> {
  return world.collection<Issue>("issues");
}

export function issueCommentsOf(world: World): Collection<IssueComment> {
  return world.collection<IssueComment>("issue_comments");
}

/** Opens an issue, or a pull request when it has a head and base. */
export function openIssue(
  world: World,
  repository: Repository,
  wanted: Pick<Issue, "title" | "body" | "author" | "labelIds" | "pull">,
): Issue {
  const now = world.now();
  const last = issuesOf(world).of(repository.id).at(-1)?.number ?? 0;
  return issuesOf(world).add({
    ownerId: repository.id,
    number: last + 1,
    state: "open",
    state_reason: null,
    ...wanted,
    created_at: now,
    updated_at: now,
    closed_at: null,
  });
}

/** Opens or closes an issue, which also moves its times. */
export function setState(world: World, issue: Issue, state: Issue["state"]): void {
  if (issue.state === state) return;
  const now = world.now();
  issuesOf(world).update(issue, {
    state,
    state_reason: state === "open" ? "reopened" : "completed",
    closed_at: state === "closed" ? now : null,
    updated_at: now,
  });
}

export function findIssue(world: World, repository: Repository, number: number): Issue | undefined {
  return issuesOf(world)
    .of(repository.id)
    .find(issue => issue.number === number);
}

export function isPull(issue: Issue): issue is Pull {
  return issue.pull !== null;
}

/** The labels an issue has; one that was deleted is gone from it too. */
export function labelsOfIssue(world: World, issue: Issue): Label[] {
  const all = labelsOf(world);
  return issue.labelIds.map(id => all.get(id)).filter(label => label !== undefined);
}

/** The ids of labels by name; a name the repository does not have becomes a new label, as GitHub does it. */
export function labelIds(world: World, repository: Repository, names: string[]): number[] {
  const all = labelsOf(world);
  const ids = names.map(name => {
    const known = all.of(repository.id).find(label => sameName(label.name, name));
    const label =
      known ?? all.add({ ownerId: repository.id, name, color: "ededed", description: null, default: false });
    return label.id;
  });
  return [...new Set(ids)];
}
