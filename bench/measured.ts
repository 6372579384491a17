import { join } from "node:path";
import { execa } from "execa";
import type { TestWorld } from "../test/support/world.ts";
import { MemoryWatch } from "./memory.ts";

const launcher = join(import.meta.dirname, "../bin/fairway.js");

/** What one command took. */
export interface Measured {
  readonly seconds: number;
  /** At GitHub, by route and by name of query. */
  readonly calls: Readonly<Record<string, number>>;
  /** Of all processes together, at most. */
  readonly megabytes: number;
}

export interface MeasuredOptions {
  /** On top of the world's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The exit code it has to end with; 0, where this is absent. */
  readonly code?: number;
}

/**
 * Runs `fairway` in a world and measures it.
 * @throws Error where it ends with another exit code
 */
export async function measured(
  world: TestWorld,
  args: readonly string[],
  { environment = {}, code = 0 }: MeasuredOptions = {},
): Promise<Measured> {
  await world.resetCalls();
  const began = performance.now();
  const run = execa(process.execPath, [launcher, ...args], {
    cwd: world.project,
    env: { ...world.environment, ...environment },
    reject: false,
    stdin: "ignore",
  });
  const memory = new MemoryWatch(run.pid ?? 0);
  const { exitCode, stderr, stdout } = await run;
  const seconds = (performance.now() - began) / 1000;
  const megabytes = memory.end() / 1e6;
  if (exitCode !== code) throw new Error(`fairway ${args.join(" ")}\n${stdout}\n${stderr}`);
  const { calls } = (await world.calls()) as unknown as Pick<Measured, "calls">;
  return { seconds, calls, megabytes };
}

/** How many calls these are together. */
export function countCalls(calls: Measured["calls"]): number {
  return Object.values(calls).reduce((sum, count) => sum + count, 0);
}
