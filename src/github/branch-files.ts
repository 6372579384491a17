import { createHash } from "node:crypto";
import { type Octokit, RequestError } from "octokit";
import { absent } from "./absence.ts";

/** A branch of a repository. */
export interface Branch {
  readonly owner: string;
  readonly repository: string;
  readonly branch: string;
}

/** Files as text, by their path from the repository's root. */
export type Files = Readonly<Record<string, string>>;

interface Tip {
  readonly commit: string;
  /** Git's id of each file's content, by path. */
  readonly blobs: ReadonlyMap<string, string>;
}

/** How often a commit is made anew because somebody else was faster. */
const attempts = 5;

/**
 * The files below some directories of a branch, and those that are named themselves. What is in `known` with the same content is not asked for again.
 * Undefined where there is no such branch.
 * @throws RequestError, or TreeTooLarge
 */
export async function readFiles(
  api: Octokit,
  branch: Branch,
  directories: readonly string[],
  known: Files = {},
): Promise<Files | undefined> {
  const tip = await tipOf(api, branch);
  if (!tip) return undefined;
  const files = await Promise.all(
    within(tip, directories).map(async ([path, sha]) => {
      const text = known[path];
      const isKnown = text !== undefined && blobId(text) === sha;
      return [path, isKnown ? text : await readBlob(api, branch, sha)] as const;
    }),
  );
  return Object.fromEntries(files);
}

/**
 * Brings directories of a branch into the shape that `files` says, by one commit: what lies there and is not among them
 * goes. Makes no commit where all is so already. Somebody else's commits on the branch are kept.
 * @param onto where the commit goes; another branch than `branch` is set to `branch` first, whatever it was before
 * @returns the commit's id, if one was made
 * @throws RequestError; TreeTooLarge; NoSuchBranch
 */
export async function writeFiles(
  api: Octokit,
  branch: Branch,
  directories: readonly string[],
  files: Files,
  { message, onto = branch.branch }: { readonly message: string; readonly onto?: string },
): Promise<string | undefined> {
  for (let left = attempts - 1; ; left--) {
    const tip = await tipOf(api, branch);
    if (!tip) throw new NoSuchBranch(branch);
    const changes = changesOf(tip, directories, files);
    if (changes.length === 0) return undefined;
    const commit = await makeCommit(api, branch, tip.commit, changes, message);
    try {
      await moveBranch(api, { ...branch, branch: onto }, commit, onto !== branch.branch);
      return commit;
    } catch (error) {
      if (left === 0 || !isBehind(error)) throw error;
    }
  }
}

type Change = { path: string; mode: "100644"; type: "blob" } & ({ content: string } | { sha: null });

function changesOf(tip: Tip, directories: readonly string[], files: Files): readonly Change[] {
  const blob = { mode: "100644", type: "blob" } as const;
  const written = Object.entries(files)
    .filter(([path, content]) => tip.blobs.get(path) !== blobId(content))
    .map(([path, content]) => ({ path, ...blob, content }));
  const removed = within(tip, directories)
    .filter(([path]) => files[path] === undefined)
    .map(([path]) => ({ path, ...blob, sha: null }));
  return [...written, ...removed];
}

function within({ blobs }: Tip, directories: readonly string[]): readonly (readonly [string, string])[] {
  return [...blobs].filter(([path]) => directories.some(one => path === one || path.startsWith(`${one}/`)));
}

async function tipOf(api: Octokit, { owner, repository: repo, branch }: Branch): Promise<Tip | undefined> {
  const ref = await api.rest.git
    .getRef({ owner, repo, ref: `heads/${branch}` })
    .then(({ data }) => data, nothingThere);
  if (!ref) return undefined;
  const commit = ref.object.sha;
  const { data } = await api.rest.git.getTree({ owner, repo, tree_sha: commit, recursive: "true" });
  if (data.truncated) throw new TreeTooLarge(`${owner}/${repo}`);
  const blobs = data.tree.flatMap(({ type, path, sha }) =>
    type === "blob" && path && sha ? [[path, sha] as const] : [],
  );
  return { commit, blobs: new Map(blobs) };
}

/** GitHub answers 409 for a repository without any commit. */
function nothingThere(error: unknown): undefined {
  if (error instanceof RequestError && error.status === 409) return undefined;
  return absent(undefined)(error);
}

async function readBlob(api: Octokit, { owner, repository: repo }: Branch, sha: string): Promise<string> {
  const { data } = await api.rest.git.getBlob({ owner, repo, file_sha: sha });
  return Buffer.from(data.content, "base64").toString("utf8");
}

async function makeCommit(
  api: Octokit,
  { owner, repository: repo }: Branch,
  parent: string,
  tree: readonly Change[],
  message: string,
): Promise<string> {
  const { data } = await api.rest.git.createTree({ owner, repo, base_tree: parent, tree: [...tree] });
  const made = await api.rest.git.createCommit({ owner, repo, message, tree: data.sha, parents: [parent] });
  return made.data.sha;
}

async function moveBranch(
  api: Octokit,
  { owner, repository: repo, branch }: Branch,
  sha: string,
  force: boolean,
): Promise<void> {
  const ref = `heads/${branch}`;
  const exists = await api.rest.git.getRef({ owner, repo, ref }).then(() => true, absent(false));
  if (exists) await api.rest.git.updateRef({ owner, repo, ref, sha, force });
  else await api.rest.git.createRef({ owner, repo, ref: `refs/${ref}`, sha });
}

/** Somebody else's commit came between. */
function isBehind(error: unknown): boolean {
  return error instanceof RequestError && error.status === 422 && /fast.forward/.test(error.message);
}

/** Git's own id of a file's content. https://git-scm.com/book/en/v2/Git-Internals-Git-Objects */
function blobId(text: string): string {
  const content = Buffer.from(text);
  return createHash("sha1").update(`blob ${content.length}\0`).update(content).digest("hex");
}

/** GitHub lists no more than 100,000 files of a repository at once. */
export class TreeTooLarge extends Error {
  constructor(repository: string) {
    super(`${repository} has more files than GitHub lists at once; deliver into a repository of its own.`);
    this.name = "TreeTooLarge";
  }
}

export class NoSuchBranch extends Error {
  constructor({ owner, repository, branch }: Branch) {
    super(`${owner}/${repository} has no branch ${branch}, or hides it from this credential.`);
    this.name = "NoSuchBranch";
  }
}
