import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { BareRepository } from "./bare-repository.ts";
import { type Person, personLine } from "./fast-import.ts";
import { checkPath, checkSha, isSha } from "./names.ts";

/** The kinds of objects git knows. */
export type ObjectType = "blob" | "tree" | "commit" | "tag";

/** A raw object of a repository. */
export interface GitObject {
  sha: string;
  type: ObjectType;
  content: Buffer;
}

/** One line of a tree; `path` is relative to the tree that was listed, `size` only blobs have. */
export interface TreeEntry {
  path: string;
  mode: string;
  type: ObjectType;
  sha: string;
  size?: number;
}

/** A change to a tree: what stands at the path afterwards, or `null` when it is to be removed. */
export interface TreeChange {
  path: string;
  mode: string;
  sha: string | null;
}

/** Reads objects by name with one process; an object that does not exist gives undefined in its place. */
export async function readObjects(
  repository: BareRepository,
  names: string[],
): Promise<(GitObject | undefined)[]> {
  if (names.length === 0) return [];
  const input = names.map(name => `${checkSha(name)}\n`).join("");
  const output = await repository.git(["cat-file", "--batch"], { input });
  let offset = 0;
  return names.map(() => {
    const end = output.indexOf("\n", offset);
    const [sha = "", type = "", size = ""] = output.toString("utf8", offset, end).split(" ");
    offset = end + 1;
    if (size === "") return undefined;
    const content = output.subarray(offset, offset + Number(size));
    offset += Number(size) + 1;
    return { sha, type: type as ObjectType, content };
  });
}

/** Reads one object, or undefined when the name is not one or nothing has it. */
export async function readObject(repository: BareRepository, name: string): Promise<GitObject | undefined> {
  return isSha(name) ? (await readObjects(repository, [name]))[0] : undefined;
}

/** The object a name, branch, tag or full ref stands for, peeled to a commit; undefined when there is none. */
export async function resolveCommit(
  repository: BareRepository,
  revision: string,
): Promise<string | undefined> {
  if (!/^[A-Za-z0-9_.][^\s~^:?*[\\@{}]*$/.test(revision) || revision.includes("..")) return undefined;
  const candidates = ["refs/heads/", "refs/tags/", "refs/", ""].map(
    prefix => `${prefix}${revision}^{commit}`,
  );
  const output = await repository.git(["cat-file", "--batch-check=%(objectname)"], {
    input: `${candidates.join("\n")}\n`,
  });
  return output.toString("utf8").split("\n").find(isSha);
}

/** Lists a tree (or a commit's tree); recursively it names the folders too, as GitHub does. */
export async function listTree(
  repository: BareRepository,
  treeish: string,
  options: { recursive?: boolean; path?: string } = {},
): Promise<TreeEntry[]> {
  const path = options.path ? ["--", checkPath(options.path)] : [];
  const depth = options.recursive ? ["-r", "-t"] : [];
  const output = await repository.git(["ls-tree", "-z", "--long", ...depth, checkSha(treeish), ...path]);
  return output
    .toString("utf8")
    .split("\0")
    .filter(line => line !== "")
    .map(parseTreeEntry);
}

function parseTreeEntry(line: string): TreeEntry {
  const tab = line.indexOf("\t");
  const [mode = "", type = "", sha = "", size = ""] = line.slice(0, tab).split(/ +/);
  const entry: TreeEntry = { path: line.slice(tab + 1), mode, type: type as ObjectType, sha };
  return size === "-" ? entry : { ...entry, size: Number(size) };
}

/** Stores bytes as a blob and returns its object name. */
export async function writeBlob(repository: BareRepository, content: Uint8Array): Promise<string> {
  const output = await repository.git(["hash-object", "-w", "--stdin"], { input: content });
  return output.toString("utf8").trim();
}

/** Applies changes to a base tree (or to an empty one) and returns the new tree's object name. */
export async function writeTree(
  repository: BareRepository,
  base: string | undefined,
  changes: TreeChange[],
): Promise<string> {
  const index = join(repository.path, `index-${randomUUID()}`);
  const env = { GIT_INDEX_FILE: index };
  const folders = changes.filter(change => change.mode === "040000");
  const input = changes
    .filter(change => change.mode !== "040000")
    .map(({ mode, sha, path }) => `${sha ? mode : "0"} ${sha ?? "0".repeat(40)}\t${checkPath(path)}\0`);
  try {
    await repository.git(["read-tree", base ? checkSha(base) : "--empty"], { env });
    for (const { path, sha } of folders) await replaceFolder(repository, env, checkPath(path), sha);
    await repository.git(["update-index", "-z", "--index-info"], { env, input: input.join("") });
    return (await repository.git(["write-tree"], { env })).toString("utf8").trim();
  } finally {
    await rm(index, { force: true });
  }
}

async function replaceFolder(
  repository: BareRepository,
  env: Record<string, string>,
  path: string,
  tree: string | null,
): Promise<void> {
  const listed = await repository.git(["--literal-pathspecs", "ls-files", "-z", "--", path], { env });
  const paths = listed.toString("utf8").split("\0").filter(Boolean);
  const input = paths.map(file => `0 ${"0".repeat(40)}\t${file}\0`).join("");
  await repository.git(["update-index", "-z", "--index-info"], { env, input });
  if (tree) await repository.git(["read-tree", "-i", `--prefix=${path}/`, checkSha(tree)], { env });
}

/** What a new commit object says. */
export interface NewCommit {
  tree: string;
  parents: string[];
  message: string;
  author: Person;
  committer: Person;
}

/** Stores a commit that no ref names yet and returns its object name. */
export async function writeCommit(repository: BareRepository, commit: NewCommit): Promise<string> {
  const header = [
    `tree ${checkSha(commit.tree)}`,
    ...commit.parents.map(parent => `parent ${checkSha(parent)}`),
    `author ${personLine(commit.author)}`,
    `committer ${personLine(commit.committer)}`,
  ];
  const input = `${header.join("\n")}\n\n${commit.message}`;
  const output = await repository.git(["hash-object", "-t", "commit", "-w", "--stdin"], { input });
  return output.toString("utf8").trim();
}

/** Stores an annotated tag that no ref names yet and returns its object name. */
export async function writeTag(
  repository: BareRepository,
  tag: { name: string; object: string; type: ObjectType; message: string; tagger: Person },
): Promise<string> {
  const header = [`object ${checkSha(tag.object)}`, `type ${tag.type}`, `tag ${tag.name}`];
  const input = `${header.join("\n")}\ntagger ${personLine(tag.tagger)}\n\n${tag.message}`;
  return (await repository.git(["mktag"], { input })).toString("utf8").trim();
}
