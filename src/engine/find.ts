import { dirname } from "node:path";
import { CacheEntry } from "../../tools/cache.ts";
import { currentPlatform, toolNamed } from "../../tools/registry.ts";
import { EngineCommand, onPath } from "./command.ts";

/** The engine is not on this machine. */
export class NoEngine extends Error {
  constructor() {
    super(
      "There is no `pulumi` executable on PATH, and none among Fairway's own tools.\n" +
        "Install it (https://www.pulumi.com/docs/install/), or let `npm run tools` obtain it.",
    );
    this.name = "NoEngine";
  }
}

/**
 * The engine of this machine: the `pulumi` on PATH, else the one among Fairway's own tools.
 * @throws NoEngine
 */
export async function findEngine(): Promise<EngineCommand> {
  const own = new CacheEntry(toolNamed("pulumi"), currentPlatform(), process.env).filled;
  const path = onPath("pulumi") ?? onPath("pulumi", own);
  if (!path) throw new NoEngine();
  const isOwn = own !== undefined && dirname(path) === own;
  return await EngineCommand.at(path, isOwn ? toolNamed("pulumi").version : undefined);
}
