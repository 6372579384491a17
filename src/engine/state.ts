import { backendDirectory, backendUrl } from "./backend.ts";
import { type CheckpointPlace, hasCheckpoint, readCheckpoint } from "./checkpoint.ts";
import { isMissing } from "./command.ts";
import type { StoredStack } from "./deployment.ts";
import type { OpenStack } from "./pulumi.ts";
import { readable, takeReadable } from "./readable-state.ts";

/**
 * The state of a stack, secrets encrypted as they are stored.
 * @throws EngineFailed
 */
export async function exportState(open: OpenStack): Promise<StoredStack> {
  const place = checkpointPlace(open);
  // Asking the engine about a stack that is not there yet takes it a third of a second.
  if (place && !hasCheckpoint(place)) await open.select();
  const stored = place && readCheckpoint(place);
  if (stored) return stored;
  const { stdout } = await run(open, ["stack", "export"]);
  return JSON.parse(stdout);
}

/** Where a stack's state lies, in a backend of files; undefined for any other one. */
export function checkpointPlace({
  project,
  name: stack,
  environment,
}: OpenStack): CheckpointPlace | undefined {
  const directory = backendDirectory(backendUrl(project, { ...process.env, ...environment }), project);
  return directory === undefined ? undefined : { directory, project: project.name, stack };
}

/**
 * The same with its secrets in clear: to be compared with, and never to be written anywhere.
 * @throws EngineFailed
 */
export async function exportReadableState(open: OpenStack): Promise<StoredStack> {
  const begun = await takeReadable(checkpointPlace(open));
  return begun ?? JSON.parse((await run(open, readable)).stdout);
}

/**
 * Puts a state in the place of the stack's. The engine drops the operations that were pending in it.
 * @throws EngineFailed
 */
export async function importState(open: OpenStack, state: StoredStack): Promise<void> {
  await run(open, ["stack", "import"], JSON.stringify(state));
}

async function run(open: OpenStack, args: string[], input = "") {
  const { engine, name, project, environment } = open;
  const execute = () =>
    engine.execute([...args, "--stack", name], { directory: project.root, environment, input });
  try {
    return await execute();
  } catch (error) {
    if (!isMissing(error)) throw error;
    await open.select();
    return await execute();
  }
}
