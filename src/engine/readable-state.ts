import { readFileSync, statSync } from "node:fs";
import { backendDirectory, backendUrl } from "./backend.ts";
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
  readonly state: Promise<StoredStack>;
}

let begun: Begun | undefined;

/**
 * Begins to make a stack's secrets readable, where a backend of files has some of it: that takes the engine about a second,
 * in which the command that will ask for them can read its catalogue.
 */
export function beginReadable(project: Project, stack: string): void {
  const directory = backendDirectory(backendUrl(project), project);
  const file = directory && fileOf({ directory, project: project.name, stack });
  const version = file && versionOf(file);
  if (!file || !version || !readFileSync(file).includes('"ciphertext"')) return;
  const state = exportReadable(project, stack);
  // It fails where it is asked for.
  state.catch(() => {});
  begun = { file, version, state };
}

/** The export that was begun for a stack; undefined where there is none, or where the state is another one by now. */
export function takeReadable(place: CheckpointPlace | undefined): Promise<StoredStack> | undefined {
  const taken = begun;
  begun = undefined;
  const isThis = place && taken?.file === fileOf(place) && taken.version === versionOf(taken.file);
  return isThis ? taken.state : undefined;
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
