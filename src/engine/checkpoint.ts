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

/** Whether a backend of files has a stack, compressed or not. */
export function hasCheckpoint(place: CheckpointPlace): boolean {
  const file = fileOf(place);
  return existsSync(file) || existsSync(`${file}.gz`);
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

function digestOf(content: Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}

/** Makes a backend of files that has one stack, in a directory that is empty. */
export function writeCheckpoint(place: CheckpointPlace, state: StoredStack): void {
  const { directory } = place;
  mkdirSync(dirname(fileOf(place)), { recursive: true });
  writeFileSync(join(directory, "meta.yaml"), "version: 1\n");
  writePieces(fileOf(place), piecesOf(place, state));
}

/**
 * Puts a state in the place of a stack's, all of it or nothing.
 * @throws the file system's errors; the stack has its old state then
 */
export function replaceCheckpoint(place: CheckpointPlace, state: StoredStack): void {
  const file = fileOf(place);
  const next = `${file}.next`;
  try {
    const digest = writePieces(next, piecesOf(place, state), { durable: true });
    renameSync(next, file);
    last = { digest, state };
  } finally {
    rmSync(next, { force: true });
  }
  // What the engine noted about the file that was there, e.g. its checksum.
  rmSync(`${file}.attrs`, { force: true });
}

/** Writes a file, and tells its digest. A durable one outlasts a loss of power. */
function writePieces(file: string, pieces: Iterable<string>, { durable = false } = {}): string {
  const digest = createHash("sha256");
  const descriptor = openSync(file, "w");
  try {
    for (const piece of pieces) {
      writeFileSync(descriptor, piece);
      digest.update(piece);
    }
    if (durable) fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
  return digest.digest("hex");
}

/** How many characters are written at a time. */
const pieceLength = 256 * 1024;

/** A checkpoint as text, in pieces: as one, that of a large organisation would take as much memory as its state, several times. */
function* piecesOf(
  { project, stack }: CheckpointPlace,
  { version, deployment }: StoredStack,
): Generator<string> {
  const { resources = [], ...rest } = deployment;
  const checkpoint = { stack: `organization/${project}/${stack}`, latest: { ...rest, resources: [] } };
  const frame = JSON.stringify({ version, checkpoint });
  const end = "]}}}";
  let piece = frame.slice(0, -end.length);
  for (const [index, resource] of resources.entries()) {
    piece += `${index === 0 ? "" : ","}${JSON.stringify(resource)}`;
    if (piece.length < pieceLength) continue;
    yield piece;
    piece = "";
  }
  yield piece + end;
}

/** Where the state of a stack lies. */
export function fileOf({ directory, project, stack }: CheckpointPlace): string {
  return join(directory, "stacks", project, `${stack}.json`);
}
