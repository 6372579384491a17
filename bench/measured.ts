import { join } from "node:path";
import { execa } from "execa";
import type { TestWorld } from "../test/support/world.ts";
import { type Calls, callsOf } from "./calls.ts";
import { type Classify, type MemoryPeaks, MemoryWatch } from "./memory.ts";

const launcher = join(import.meta.dirname, "../bin/fairway.js");

/** The command line of `fairway` with these arguments. */
export const fairway = (...args: readonly string[]): readonly string[] => [
  process.execPath,
  launcher,
  ...args,
];

/** Whatever has not ended by then hangs: at GitHub's own pace 1,000 repositories take a day. */
const patienceMs = 48 * 3_600_000;

/** What one command took. */
export interface Measured {
  readonly seconds: number;
  readonly calls: Calls;
  readonly memory: MemoryPeaks;
}

export interface MeasuredOptions {
  /** Where it runs; the world's project by default. */
  readonly directory?: string;
  /** On top of the world's. */
  readonly environment?: Readonly<Record<string, string>>;
  /** The exit code that the last step has to end with; 0, where this is absent. */
  readonly code?: number;
  readonly kindOf?: Classify;
}

/**
 * Runs a command in a world, in one or more steps, and measures it.
 * @throws Error where a step ends with another exit code
 */
export async function measured(
  world: TestWorld,
  steps: readonly (readonly string[])[],
  options: MeasuredOptions = {},
): Promise<Measured> {
  await world.resetCalls();
  const began = performance.now();
  let memory: MemoryPeaks | undefined;
  for (const [index, step] of steps.entries()) {
    const code = index === steps.length - 1 ? (options.code ?? 0) : 0;
    memory = higher(memory, await run(world, step, { ...options, code }));
  }
  const seconds = (performance.now() - began) / 1000;
  return { seconds, calls: await callsOf(world), memory: memory ?? none };
}

async function run(
  world: TestWorld,
  [file = "", ...args]: readonly string[],
  { directory = world.project, environment = {}, code, kindOf }: MeasuredOptions,
): Promise<MemoryPeaks> {
  const child = execa(file, args, {
    cwd: directory,
    env: { ...world.environment, ...environment },
    reject: false,
    stdin: "ignore",
    timeout: patienceMs,
  });
  const watch = new MemoryWatch(child.pid ?? 0, kindOf);
  const { exitCode, stderr, stdout, shortMessage } = await child;
  const peaks = watch.end();
  if (exitCode !== code)
    throw new Error(
      [
        `${[file, ...args].join(" ")}: ended with ${exitCode}, not ${code}`,
        shortMessage ?? "",
        stdout,
        stderr,
      ].join("\n"),
    );
  return peaks;
}

const none: MemoryPeaks = { program: 0, engine: 0, providers: 0, together: 0 };

function higher(one: MemoryPeaks = none, other: MemoryPeaks): MemoryPeaks {
  return {
    program: Math.max(one.program, other.program),
    engine: Math.max(one.engine, other.engine),
    providers: Math.max(one.providers, other.providers),
    together: Math.max(one.together, other.together),
  };
}
