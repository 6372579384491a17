import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { EngineFailed, EngineKilled } from "./command.ts";
import { describeDiagnostic } from "./diagnostic.ts";
import { type Outcome, type Plan, Planner } from "./plan.ts";
import type { RunnableStack } from "./pulumi.ts";
import { subjectOf } from "./urn.ts";

/** How far a run has come. */
export interface Progress {
  readonly done: number;
  readonly total?: number;
  /** What is counted. */
  readonly of: "things" | "repositories";
  /** What was finished last: a repository's name, or what stands in its place. */
  readonly current: string;
}

export type OnProgress = (progress: Progress) => void;

export interface RunOptions {
  /** Look at the live world first. */
  readonly refresh?: boolean;
  /** How many things the run is about, where that is known. */
  readonly total?: number;
  /** The URNs of what is left alone. */
  readonly exclude?: readonly string[];
  /** The URNs of what is made anew, whether or not it differs. */
  readonly replace?: readonly string[];
  /** The URNs of what other runs of the same piece of work have been at; this one adds its own. */
  readonly finished?: Set<string>;
  readonly onProgress?: OnProgress | undefined;
  /** Stops the run cleanly: what has begun is finished and recorded. */
  readonly signal?: AbortSignal | undefined;
}

/** A run that came to no good end: what it and the providers had to say, and what it had done until then. */
export class RunFailed extends Error {
  readonly failure: Error;
  readonly outcome: Outcome;

  constructor(failure: Error, outcome: Outcome) {
    const errors = outcome.diagnostics.filter(({ severity }) => severity === "error").map(describeDiagnostic);
    // An engine that fails says no more than what the diagnostics say better.
    const isExplained = failure instanceof EngineFailed && !(failure instanceof EngineKilled);
    const unexplained = errors.length === 0 || !isExplained;
    super([...errors, ...(unexplained ? [failure.message] : [])].join("\n"), { cause: failure });
    this.failure = failure;
    this.name = "RunFailed";
    this.outcome = outcome;
  }
}

/**
 * Asks the engine what `up` would change.
 * @throws RunFailed
 */
export async function previewStack(stack: RunnableStack, options: RunOptions = {}): Promise<Plan> {
  const operation = (common: Common) =>
    stack.preview({ ...common, ...replacing(options), refresh: options.refresh ?? false });
  // What a preview tells of is not done.
  const failed = (planner: Planner) => ({ ...planner.plan(stack.name), changes: [], failed: [] });
  const planner = await run(options, operation, failed);
  return planner.plan(stack.name);
}

/**
 * Lets the engine bring the world into the declared state. One thing that is refused does not keep the others back.
 * @throws RunFailed when anything was refused; the state knows all that was done.
 */
export async function updateStack(stack: RunnableStack, options: RunOptions = {}): Promise<Outcome> {
  const { refresh = false, exclude = [] } = options;
  const only = exclude.length > 0 ? { exclude: [...exclude] } : {};
  const operation = (common: Common) =>
    stack.up({
      ...common,
      ...only,
      ...replacing(options),
      refresh,
      continueOnError: true,
      showSecrets: false,
    });
  const outcome = (planner: Planner) => planner.outcome(stack.name);
  return outcome(await run(options, operation, outcome));
}

function replacing({ replace = [] }: RunOptions): { replace?: string[] } {
  return replace.length > 0 ? { replace: [...replace] } : {};
}

interface Common {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal?: AbortSignal;
}

async function run(
  { onProgress, signal, total, finished = new Set() }: RunOptions,
  operation: (common: Common) => Promise<unknown>,
  outcome: (planner: Planner) => Outcome,
): Promise<Planner> {
  const planner = new Planner();
  const onEvent = (event: EngineEvent) => {
    const urn = planner.add(event);
    if (!urn) return;
    finished.add(urn);
    const count = { done: finished.size, ...(total === undefined ? {} : { total }) };
    onProgress?.({ ...count, of: "things", current: ownerOf(urn) });
  };
  try {
    await operation({ onEvent, ...(signal ? { signal } : {}) });
  } catch (error) {
    if (!(error instanceof EngineFailed)) throw error;
    throw new RunFailed(error, outcome(planner));
  }
  return planner;
}

function ownerOf(urn: string): string {
  const { repository, organization, cluster, kind } = subjectOf(urn);
  return repository ?? organization ?? cluster ?? kind;
}
