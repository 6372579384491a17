import { readFileSync, statSync } from "node:fs";
import { backendDirectory, backendUrl, removeTornAttributes } from "./backend.ts";
import { type CheckpointPlace, fileOf } from "./checkpoint.ts";
import type { StoredStack } from "./deployment.ts";
import { findEngine } from "./find.ts";
import type { Project } from "./project.ts";

/** Tells of a state with its secrets in clear. */
export const readable = ["stack", "export", "--show-secrets"];

/** An export that is under way, and which file's. */
interface Begun {
  readonly file: string;
  readonly version: string;
  /** Undefined where the engine could not tell. */
  readonly state: Promise<StoredStack | undefined>;
}

let begun: Begun | undefined;

/**
 * Begins to make a stack's secrets readable, where a backend of files has some of it: that takes the engine about a second,
 * in which the command that will ask for them can read its catalogue.
 */
export function beginReadable(project: Project, stack: string): void {
  const directory = backendDirectory(backendUrl(project), project);
  if (directory) removeTornAttributes(directory, project.name, stack);
  const file = directory && fileOf({ directory, project: project.name, stack });
  const version = file && versionOf(file);
  if (!file || !version || !readFileSync(file).includes('"ciphertext"')) return;
  // What fails is asked for again, and fails where it is.
  const state = exportReadable(project, stack).catch(() => undefined);
  begun = { file, version, state };
}

/** What was begun for a stack; undefined where nothing was or it failed, or where the state is another one by now. */
export async function takeReadable(place: CheckpointPlace | undefined): Promise<StoredStack | undefined> {
  const taken = begun;
  if (!place || taken?.file !== fileOf(place)) return undefined;
  begun = undefined;
  return taken.version === versionOf(taken.file) ? await taken.state : undefined;
}

async function exportReadable({ root }: Project, stack: string): Promise<StoredStack> {
  const engine = await findEngine();
  const { stdout } = await engine.execute([...readable, "--stack", stack], { directory: root });
  return JSON.parse(stdout);
}

/** What is another one as soon as the file is written or put in place anew; undefined where there is none. */
function versionOf(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found && `${found.ino} ${found.mtimeNs} ${found.size}`;
}
