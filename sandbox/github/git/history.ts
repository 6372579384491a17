import type { BareRepository } from "./bare-repository.ts";
import { checkPath, checkSha } from "./names.ts";
import type { ObjectType } from "./objects.ts";
import { readObjects } from "./objects.ts";

/** A person as a commit or tag records it; `date` is ISO 8601 in UTC. */
export interface RecordedPerson {
  name: string;
  email: string;
  date: string;
}

/** A commit as it is stored. */
export interface CommitRecord {
  sha: string;
  tree: string;
  parents: string[];
  author: RecordedPerson;
  committer: RecordedPerson;
  message: string;
  signed: boolean;
}

/** An annotated tag as it is stored. */
export interface TagRecord {
  sha: string;
  name: string;
  object: { sha: string; type: ObjectType };
  tagger: RecordedPerson;
  message: string;
}

/** Which commits of a history are wanted. */
export interface LogOptions {
  from: string;
  /** Leave out everything reachable from this commit. */
  not?: string;
  path?: string;
  author?: string;
  since?: string;
  until?: string;
}

/** The names of commits, newest first. */
export async function log(repository: BareRepository, options: LogOptions): Promise<string[]> {
  const args = ["rev-list", "--date-order", checkSha(options.from)];
  if (options.not) args.push(`^${checkSha(options.not)}`);
  if (options.author) args.push("--fixed-strings", `--author=${options.author}`);
  if (options.since) args.push(`--since=${options.since}`);
  if (options.until) args.push(`--until=${options.until}`);
  if (options.path) args.push("--", checkPath(options.path));
  const output = await repository.git(args);
  return output
    .toString("utf8")
    .split("\n")
    .filter(line => line !== "");
}

/** The newest commit both histories share, or undefined when they share none. */
export async function mergeBase(
  repository: BareRepository,
  a: string,
  b: string,
): Promise<string | undefined> {
  const output = await repository.git(["merge-base", checkSha(a), checkSha(b)], { accept: [1] });
  return output.toString("utf8").trim() || undefined;
}

/** Reads commits with one process, in the order asked for; names of other things are left out. */
export async function readCommits(repository: BareRepository, names: string[]): Promise<CommitRecord[]> {
  const objects = await readObjects(repository, names);
  return objects.flatMap(object =>
    object?.type === "commit" ? [parseCommit(object.sha, object.content.toString("utf8"))] : [],
  );
}

/** Reads one commit, or undefined when there is none of this name. */
export async function readCommit(repository: BareRepository, sha: string): Promise<CommitRecord | undefined> {
  return (await readCommits(repository, [sha]))[0];
}

/** Reads one annotated tag, or undefined when there is none of this name. */
export async function readTag(repository: BareRepository, sha: string): Promise<TagRecord | undefined> {
  const [object] = await readObjects(repository, [sha]);
  if (object?.type !== "tag") return undefined;
  const { headers, message } = parseHeaders(object.content.toString("utf8"));
  const target = { sha: one(headers, "object"), type: one(headers, "type") as ObjectType };
  const tagger = parsePerson(one(headers, "tagger"));
  return { sha, name: one(headers, "tag"), object: target, tagger, message };
}

function parseCommit(sha: string, text: string): CommitRecord {
  const { headers, message } = parseHeaders(text);
  return {
    sha,
    tree: one(headers, "tree"),
    parents: headers.filter(([key]) => key === "parent").map(([, value]) => value),
    author: parsePerson(one(headers, "author")),
    committer: parsePerson(one(headers, "committer")),
    message,
    signed: headers.some(([key]) => key === "gpgsig"),
  };
}

function parseHeaders(text: string): { headers: [string, string][]; message: string } {
  const end = text.indexOf("\n\n");
  const lines = text
    .slice(0, end)
    .split("\n")
    .filter(line => !line.startsWith(" "));
  const headers = lines.map((line): [string, string] => {
    const space = line.indexOf(" ");
    return [line.slice(0, space), line.slice(space + 1)];
  });
  return { headers, message: text.slice(end + 2).replace(/\n$/, "") };
}

function one(headers: [string, string][], key: string): string {
  return headers.find(([name]) => name === key)?.[1] ?? "";
}

function parsePerson(line: string): RecordedPerson {
  const match = /^(.*?) ?<(.*?)> (\d+)/.exec(line);
  const seconds = Number(match?.[3] ?? 0);
  const date = new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
  return { name: match?.[1] ?? "", email: match?.[2] ?? "", date };
}
