import { roleOf } from "../access.ts";
import type { Actor } from "../env.ts";
import type { Repository } from "../model.ts";
import type { World } from "../world.ts";

/** What every resolver may ask: the state, who is asking, and the address the server is reached by. */
export interface Scope {
  world: World;
  actor: Actor;
  origin: string;
}

/**
 * An object of the schema: its fields as values or as functions of their arguments. A field that is absent is one
 * the sandbox does not know, and asking for it is an error.
 */
export type Node = Record<string, unknown>;

/** Whether the actor may see a repository. */
export function isVisible({ world, actor }: Scope, repository: Repository): boolean {
  return roleOf(world, actor, repository) !== undefined;
}
