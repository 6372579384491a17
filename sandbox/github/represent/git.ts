import { apiUrl, origin, type RequestContext } from "../env.ts";
import type { Ref } from "../git/bare-repository.ts";
import type { FileChange } from "../git/diff.ts";
import type { CommitRecord, TagRecord } from "../git/history.ts";
import type { Repository } from "../model.ts";
import { objectId } from "../object-id.ts";
import { personOf } from "../ref-changes.ts";
import type { World } from "../world.ts";
import { simpleUser } from "./account.ts";

/** The addresses of a repository: of the API and of the pages for people. */
export function addressesOf(c: RequestContext, world: World, repository: Repository) {
  const name = `${world.organizationOf(repository).login}/${repository.name}`;
  return { api: apiUrl(c, `/repos/${name}`), html: `${origin(c)}/${name}` };
}

/** The sandbox checks no signatures. */
const verification = {
  verified: false,
  reason: "unsigned",
  signature: null,
  payload: null,
  verified_at: null,
};

/** GitHub's `git-commit`: the object alone. */
export function gitCommit(c: RequestContext, world: World, repository: Repository, commit: CommitRecord) {
  const { api, html } = addressesOf(c, world, repository);
  return {
    sha: commit.sha,
    node_id: objectId("Commit", repository, commit.sha),
    url: `${api}/git/commits/${commit.sha}`,
    html_url: `${html}/commit/${commit.sha}`,
    author: commit.author,
    committer: commit.committer,
    tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
    message: commit.message,
    parents: commit.parents.map(sha => ({
      sha,
      url: `${api}/git/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
    verification,
  };
}

/** GitHub's `commit`: the object with the accounts of its people, as lists and comparisons show it. */
export function repositoryCommit(
  c: RequestContext,
  world: World,
  repository: Repository,
  commit: CommitRecord,
) {
  const { api, html } = addressesOf(c, world, repository);
  const url = `${api}/commits/${commit.sha}`;
  const account = (email: string) => {
    const user = world.users
      .all()
      .find(candidate => personOf({ kind: "user", user: candidate }).email === email);
    return user ? simpleUser(c, user) : null;
  };
  return {
    sha: commit.sha,
    node_id: objectId("Commit", repository, commit.sha),
    commit: {
      author: commit.author,
      committer: commit.committer,
      message: commit.message,
      tree: { sha: commit.tree, url: `${api}/git/trees/${commit.tree}` },
      url: `${api}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification,
    },
    url,
    html_url: `${html}/commit/${commit.sha}`,
    comments_url: `${url}/comments`,
    author: account(commit.author.email),
    committer: account(commit.committer.email),
    parents: commit.parents.map(sha => ({
      sha,
      url: `${api}/commits/${sha}`,
      html_url: `${html}/commit/${sha}`,
    })),
  };
}

/** GitHub's `diff-entry`. */
export function diffEntry(
  c: RequestContext,
  world: World,
  repository: Repository,
  commit: string,
  change: FileChange,
) {
  const { api, html } = addressesOf(c, world, repository);
  const path = change.path.split("/").map(encodeURIComponent).join("/");
  return {
    sha: change.sha,
    filename: change.path,
    status: change.status,
    additions: change.additions,
    deletions: change.deletions,
    changes: change.additions + change.deletions,
    blob_url: `${html}/blob/${commit}/${path}`,
    raw_url: `${html}/raw/${commit}/${path}`,
    contents_url: `${api}/contents/${path}?ref=${commit}`,
    ...(change.previousPath ? { previous_filename: change.previousPath } : {}),
    ...(change.patch ? { patch: change.patch } : {}),
  };
}

/** GitHub's `git-ref`. */
export function gitRef(c: RequestContext, world: World, repository: Repository, { ref, sha, type }: Ref) {
  const { api } = addressesOf(c, world, repository);
  return {
    ref,
    node_id: objectId("Ref", repository, ref),
    url: `${api}/git/${ref}`,
    object: { sha, type, url: `${api}/git/${type}s/${sha}` },
  };
}

/** GitHub's `git-tag`: an annotated tag. */
export function gitTag(c: RequestContext, world: World, repository: Repository, tag: TagRecord) {
  const { api } = addressesOf(c, world, repository);
  return {
    node_id: objectId("Tag", repository, tag.sha),
    sha: tag.sha,
    url: `${api}/git/tags/${tag.sha}`,
    tag: tag.name,
    message: tag.message,
    tagger: tag.tagger,
    object: { ...tag.object, url: `${api}/git/${tag.object.type}s/${tag.object.sha}` },
    verification,
  };
}
