import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { TestWorld } from "../support/world.ts";

/** What the engine keeps of a world on disk: its state with history and backups, its logs, and the project itself. */
export function stored(world: TestWorld): readonly (readonly [file: string, content: string])[] {
  const state = fileURLToPath(world.environment.PULUMI_BACKEND_URL as string);
  const home = world.environment.PULUMI_HOME as string;
  return [state, home, world.project].flatMap(directory =>
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => join(entry.parentPath, entry.name))
      .filter(file => statSync(file).size < 10_000_000)
      .map(file => [file, readFileSync(file, "latin1")] as const),
  );
}
