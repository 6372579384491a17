import { type CommitRecord, log, type RecordedPerson, readCommit, readTag } from "../git/history.ts";
import { InvalidNameError } from "../git/names.ts";
import { listTree, readObject, resolveCommit, type TreeEntry } from "../git/objects.ts";
import type { Repository } from "../model.ts";
import { objectId } from "../object-id.ts";
import { connection, type PageArguments } from "./connection.ts";
import { repositoryNode } from "./repository.ts";
import type { Node, Scope } from "./scope.ts";

/** A commit, tree, blob or annotated tag of a repository as a node; null when nothing has that name. */
export async function objectNode(scope: Scope, repository: Repository, sha: string): Promise<Node | null> {
  const object = await readObject(scope.world.git(repository), sha);
  if (object?.type === "blob") return blobNode(scope, repository, sha, object.content);
  if (object?.type === "tree") return treeNode(scope, repository, sha);
  if (object?.type === "commit") return commitNode(scope, repository, sha);
  if (object?.type === "tag") return tagNode(scope, repository, sha);
  return null;
}

/** What an expression such as `HEAD:README.md` or `main` names; null when it names nothing. */
export async function expressionNode(
  scope: Scope,
  repository: Repository,
  expression: string,
): Promise<Node | null> {
  const git = scope.world.git(repository);
  const [revision = "", path] = expression.split(/:(.*)/s);
  const commit = await resolveCommit(git, revision);
  if (!commit) return null;
  if (path === undefined) return commitNode(scope, repository, commit);
  try {
    const tree = (await readCommit(git, commit))?.tree ?? "";
    const sha = path === "" ? tree : (await listTree(git, commit, { path }))[0]?.sha;
    return sha ? await objectNode(scope, repository, sha) : null;
  } catch (error) {
    if (error instanceof InvalidNameError) return null;
    throw error;
  }
}

function common(
  scope: Scope,
  repository: Repository,
  type: "Blob" | "Commit" | "Tag" | "Tree",
  sha: string,
): Node {
  const path = `/${scope.world.organizationOf(repository).login}/${repository.name}/commit/${sha}`;
  return {
    __typename: type,
    id: objectId(type, repository, sha),
    oid: sha,
    abbreviatedOid: sha.slice(0, 7),
    commitResourcePath: path,
    commitUrl: `${scope.origin}${path}`,
    repository: () => repositoryNode(scope, repository),
  };
}

function blobNode(scope: Scope, repository: Repository, sha: string, content: Buffer): Node {
  const binary = content.subarray(0, 8000).includes(0);
  return {
    ...common(scope, repository, "Blob", sha),
    byteSize: content.length,
    isBinary: binary,
    isTruncated: false,
    text: binary ? null : content.toString("utf8"),
  };
}

function treeNode(scope: Scope, repository: Repository, sha: string): Node {
  const git = scope.world.git(repository);
  return {
    ...common(scope, repository, "Tree", sha),
    entries: async () => (await listTree(git, sha)).map(entry => entryNode(scope, repository, entry)),
  };
}

function entryNode(scope: Scope, repository: Repository, entry: TreeEntry): Node {
  return {
    name: entry.path,
    path: entry.path,
    mode: Number.parseInt(entry.mode, 8),
    type: entry.type,
    oid: entry.sha,
    size: entry.size ?? 0,
    object: () => objectNode(scope, repository, entry.sha),
    repository: () => repositoryNode(scope, repository),
  };
}

async function commitNode(scope: Scope, repository: Repository, sha: string): Promise<Node | null> {
  const commit = await readCommit(scope.world.git(repository), sha);
  return commit ? fromRecord(scope, repository, commit) : null;
}

function fromRecord(scope: Scope, repository: Repository, commit: CommitRecord): Node {
  const [headline = "", ...body] = commit.message.split("\n");
  const shared = common(scope, repository, "Commit", commit.sha);
  return {
    ...shared,
    url: shared.commitUrl,
    resourcePath: shared.commitResourcePath,
    message: commit.message,
    messageHeadline: headline,
    messageBody: body.join("\n").trim(),
    authoredDate: commit.author.date,
    committedDate: commit.committer.date,
    author: actorNode(scope, commit.author),
    committer: actorNode(scope, commit.committer),
    tree: () => treeNode(scope, repository, commit.tree),
    parents: (args: PageArguments) =>
      connection(commit.parents, args, "parents", parent => commitNode(scope, repository, parent)),
    history: async (args: PageArguments & { path?: string | null }) => {
      const path = args.path ? { path: args.path } : {};
      const names = await log(scope.world.git(repository), { from: commit.sha, ...path });
      return connection(names, args, "history", name => commitNode(scope, repository, name));
    },
  };
}

async function tagNode(scope: Scope, repository: Repository, sha: string): Promise<Node | null> {
  const tag = await readTag(scope.world.git(repository), sha);
  if (!tag) return null;
  return {
    ...common(scope, repository, "Tag", sha),
    name: tag.name,
    message: tag.message,
    tagger: actorNode(scope, tag.tagger),
    target: () => objectNode(scope, repository, tag.object.sha),
  };
}

function actorNode(scope: Scope, person: RecordedPerson): Node {
  return {
    name: person.name,
    email: person.email,
    date: person.date,
    user: null,
    avatarUrl: `${scope.origin}/avatars/u/0`,
  };
}
