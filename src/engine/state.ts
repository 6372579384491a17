import type { StoredStack } from "./deployment.ts";
import type { OpenStack } from "./pulumi.ts";

/**
 * The state of a stack, secrets encrypted as they are stored.
 * @throws EngineFailed
 */
export async function exportState(open: OpenStack): Promise<StoredStack> {
  const { stdout } = await run(open, ["stack", "export"]);
  return JSON.parse(stdout);
}

/**
 * Puts a state in the place of the stack's. The engine drops the operations that were pending in it.
 * @throws EngineFailed
 */
export async function importState(open: OpenStack, state: StoredStack): Promise<void> {
  await run(open, ["stack", "import"], JSON.stringify(state));
}

async function run({ engine, name, project, environment }: OpenStack, args: string[], input = "") {
  return await engine.execute([...args, "--stack", name], {
    directory: project.root,
    environment,
    input,
  });
}
