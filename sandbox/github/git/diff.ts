import type { BareRepository } from "./bare-repository.ts";
import { checkSha } from "./names.ts";

/** How one file differs between two commits. */
export interface FileChange {
  path: string;
  previousPath?: string;
  /** The blob afterwards; of a removed file the blob before. */
  sha: string;
  status: "added" | "removed" | "modified" | "renamed" | "copied" | "changed";
  additions: number;
  deletions: number;
  /** The hunks, without git's own file header; undefined for binary files. */
  patch?: string;
}

/** The tree without entries, which a first commit is compared with. */
export const emptyTree = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

const statuses: Record<string, FileChange["status"]> = {
  A: "added",
  D: "removed",
  M: "modified",
  R: "renamed",
  C: "copied",
  T: "changed",
};

/** What changed between two trees or commits, in the order of the paths. */
export async function diff(repository: BareRepository, from: string, to: string): Promise<FileChange[]> {
  const range = [checkSha(from), checkSha(to)];
  const [raw, counts, patches] = await Promise.all([
    repository.git(["diff-tree", "-r", "-M", "-z", "--raw", "--no-abbrev", ...range]),
    repository.git(["diff-tree", "-r", "-M", "-z", "--numstat", ...range]),
    repository.git(["diff-tree", "-r", "-M", "-p", ...range]),
  ]);
  const numbers = parseCounts(counts.toString("utf8"));
  const hunks = splitPatches(patches.toString("utf8"));
  return parseRaw(raw.toString("utf8")).map((change, position) => {
    const patch = hunks[position];
    const [additions = 0, deletions = 0] = numbers[position] ?? [];
    return { ...change, additions, deletions, ...(patch ? { patch } : {}) };
  });
}

function parseRaw(output: string): Omit<FileChange, "additions" | "deletions">[] {
  const fields = output.split("\0");
  const changes: Omit<FileChange, "additions" | "deletions">[] = [];
  for (let position = 0; fields[position]?.startsWith(":"); ) {
    const [, , before = "", after = "", letter = ""] = (fields[position] ?? "").split(" ");
    const status = statuses[letter.charAt(0)] ?? "modified";
    const first = fields[position + 1] ?? "";
    const sha = status === "removed" ? before : after;
    if (letter.startsWith("R") || letter.startsWith("C")) {
      changes.push({ path: fields[position + 2] ?? "", previousPath: first, sha, status });
      position += 3;
    } else {
      changes.push({ path: first, sha, status });
      position += 2;
    }
  }
  return changes;
}

/** A record is `added TAB deleted TAB path`; of a rename the path is empty and two paths follow. */
function parseCounts(output: string): [number, number][] {
  const fields = output.split("\0");
  const counts: [number, number][] = [];
  for (let position = 0; position < fields.length - 1; position += 1) {
    const [added = "", deleted = "", path = ""] = (fields[position] ?? "").split("\t");
    counts.push([Number(added) || 0, Number(deleted) || 0]);
    if (path === "") position += 2;
  }
  return counts;
}

function splitPatches(output: string): string[] {
  const files = output.split(/^diff --git .*\n/m).slice(1);
  return files.map(file => {
    const start = file.search(/^@@ /m);
    return start < 0 ? "" : file.slice(start).replace(/\n$/, "");
  });
}
