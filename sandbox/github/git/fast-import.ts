import type { BareRepository } from "./bare-repository.ts";
import { GitError, RefConflictError } from "./git.ts";
import { branchRef, checkPath, checkSha } from "./names.ts";

/** Who wrote a commit, and when. */
export interface Person {
  name: string;
  email: string;
  date?: Date;
}

/** One commit to be written on a branch. */
export interface Commit {
  branch: string;
  files: Record<string, string | Uint8Array | null>;
  message: string;
  author?: Person;
  committer?: Person;
  /** The commit it follows; `null` starts a new history; undefined means the branch's newest commit. */
  parent?: string | null;
}

const nobody: Person = { name: "Sandbox", email: "sandbox@users.noreply.github.localhost" };

/**
 * Writes a commit and moves its branch with a single process, and returns the commit's object name.
 * The format is that of https://git-scm.com/docs/git-fast-import.
 * @throws RefConflictError when the branch no longer is where the commit says it follows.
 */
export async function fastImport(repository: BareRepository, commit: Commit): Promise<string> {
  try {
    const output = await repository.git(["fast-import", "--quiet"], { input: stream(commit) });
    return checkSha(output.toString("utf8").trim());
  } catch (error) {
    // fast-import refuses to move a branch when the new commit does not contain what is on it.
    if (error instanceof GitError && /does not contain|[Nn]ot updating|cannot lock ref/.test(error.stderr)) {
      throw new RefConflictError(`${commit.branch} has moved`);
    }
    throw error;
  }
}

/** A person's line in a commit or tag, without its keyword. */
export function personLine(person: Person): string {
  const seconds = Math.floor((person.date ?? new Date()).getTime() / 1000);
  return `${clean(person.name)} <${clean(person.email)}> ${seconds} +0000`;
}

function stream(commit: Commit): Buffer {
  const author = commit.author ?? nobody;
  const parts: (string | Uint8Array)[] = [
    `commit ${branchRef(commit.branch)}\nmark :1\n`,
    `author ${personLine(author)}\ncommitter ${personLine(commit.committer ?? author)}\n`,
    ...data(commit.message),
  ];
  if (commit.parent) parts.push(`from ${checkSha(commit.parent)}\n`);
  for (const [path, content] of Object.entries(commit.files)) {
    if (content === null) parts.push(`D ${quote(path)}\n`);
    else parts.push(`M 100644 inline ${quote(path)}\n`, ...data(content));
  }
  parts.push("get-mark :1\n", "done\n");
  return Buffer.concat(parts.map(part => Buffer.from(part)));
}

function data(content: string | Uint8Array): (string | Uint8Array)[] {
  const bytes = Buffer.from(content);
  return [`data ${bytes.length}\n`, bytes, "\n"];
}

function quote(path: string): string {
  const escaped = checkPath(path).replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n");
  return `"${escaped}"`;
}

function clean(text: string): string {
  return text.replace(/[<>\r\n\0]/g, "").trim();
}
