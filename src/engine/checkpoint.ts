import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import type { StoredStack } from "./deployment.ts";

/** A stack of a project in a backend of files. */
export interface CheckpointPlace {
  /** The backend's `.pulumi` directory. */
  readonly directory: string;
  readonly project: string;
  readonly stack: string;
}

/**
 * What a backend of files keeps of a stack, which takes the engine several seconds to tell of a large one; undefined where
 * it has to be asked.
 */
export function readCheckpoint(place: CheckpointPlace): StoredStack | undefined {
  const file = fileOf(place);
  if (!existsSync(file)) return undefined;
  const content = readFileSync(file);
  const digest = digestOf(content);
  if (last?.digest === digest) return last.state;
  try {
    const { version, checkpoint } = JSON.parse(content.toString());
    if (!checkpoint?.latest) return undefined;
    const state = { version, deployment: checkpoint.latest };
    last = { digest, state };
    return state;
  } catch (error) {
    // The engine has its own words for a file that is damaged.
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/**
 * What was read or written last. A large state takes more memory than all else of a run, and several pieces of it look at the
 * same one.
 */
let last: { readonly digest: string; readonly state: StoredStack } | undefined;

function digestOf(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Makes a backend of files that has one stack, in a directory that is empty. */
export function writeCheckpoint(place: CheckpointPlace, state: StoredStack): void {
  const { directory } = place;
  mkdirSync(dirname(fileOf(place)), { recursive: true });
  writeFileSync(join(directory, "meta.yaml"), "version: 1\n");
  writeFileSync(fileOf(place), contentOf(place, state));
}

/**
 * Puts a state in the place of a stack's, all of it or nothing.
 * @throws the file system's errors; the stack has its old state then
 */
export function replaceCheckpoint(place: CheckpointPlace, state: StoredStack): void {
  const file = fileOf(place);
  const next = `${file}.next`;
  const content = contentOf(place, state);
  try {
    writeDurably(next, content);
    renameSync(next, file);
    last = { digest: digestOf(content), state };
  } finally {
    rmSync(next, { force: true });
  }
  // What the engine noted about the file that was there, e.g. its checksum.
  rmSync(`${file}.attrs`, { force: true });
}

function writeDurably(file: string, content: string): void {
  const descriptor = openSync(file, "w");
  try {
    writeFileSync(descriptor, content);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

function contentOf({ project, stack }: CheckpointPlace, { version, deployment }: StoredStack): string {
  const checkpoint = { stack: `organization/${project}/${stack}`, latest: deployment };
  return JSON.stringify({ version, checkpoint });
}

/** Where the state of a stack lies. */
export function fileOf({ directory, project, stack }: CheckpointPlace): string {
  return join(directory, "stacks", project, `${stack}.json`);
}
