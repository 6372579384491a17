import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { findEngine } from "../../src/engine/find.ts";
import { findProject } from "../../src/engine/project.ts";
import { type OpenStack, openStack } from "../../src/engine/pulumi.ts";
import { type SmallRepository, smallProgram } from "./program.ts";
import type { TestWorld } from "./world.ts";

/** Opens the world's stack on a small program. */
export async function openSmall(
  world: TestWorld,
  repositories: readonly SmallRepository[],
): Promise<OpenStack> {
  const project = findProject(world.project);
  const program = smallProgram(repositories);
  return openStack({ project, name: "github", program, engine: await findEngine() });
}

/**
 * The engine's own events of an operation, without its debugging output.
 * @throws Error with what the engine said when the operation fails.
 */
export async function eventsOf(
  operation: (options: { onEvent: (event: EngineEvent) => void }) => Promise<unknown>,
): Promise<readonly EngineEvent[]> {
  const events: EngineEvent[] = [];
  const onEvent = (event: EngineEvent) => {
    if ((event.diagnosticEvent?.severity as string) !== "debug") events.push(event);
  };
  try {
    await operation({ onEvent });
    return events;
  } catch (error) {
    const said = events.map(({ diagnosticEvent }) => diagnosticEvent?.message ?? "");
    throw new Error(said.join("") || String(error), { cause: error });
  }
}
