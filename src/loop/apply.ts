import { isDeepStrictEqual } from "node:util";
import { EngineFailed, EngineKilled } from "../engine/command.ts";
import { type StoredStack, thingsOf, withFormer, withPending } from "../engine/deployment.ts";
import { HeldState } from "../engine/held-state.ts";
import { combinedOutcome, type Extent, type Outcome } from "../engine/plan.ts";
import type { OpenStack } from "../engine/pulumi.ts";
import { RunFailed, updateStack } from "../engine/run.ts";
import { exportState } from "../engine/state.ts";
import { repositoryOf, subjectOf } from "../engine/urn.ts";
import { isOfThisVersion } from "../judgement/organization-declaration.ts";
import { subjectName } from "./adopt.ts";
import { type Forecast, StateMoved } from "./forecast.ts";
import { isCluster } from "./is-cluster.ts";
import { changedPart, dependentsOf, scopedPart } from "./part.ts";
import {
  isIn,
  onPortion,
  organizationAlone,
  type Portion,
  portionsOf,
  scopeOfExtent,
  withPortion,
} from "./portion.ts";
import { isExpiry } from "./renewal.ts";
import { rotatedKeys } from "./rotation.ts";
import type { Reporting, Target } from "./target.ts";

export interface ApplyOptions extends Reporting {
  readonly target: Target;
  /** The state that the run begins with. */
  readonly begun: StoredStack;
  /** Look at the live world first. */
  readonly refresh: boolean;
  /** Do just what the plan says, and look at nothing else. */
  readonly partial: boolean;
  /** The URNs of what is left alone. */
  readonly exclude: readonly string[];
}

/**
 * Lets the engine carry out a plan. Where an organisation's state lies in a file, it does so in portions, each with a state of
 * its own, which is put into the stack's when the portion is done.
 * @throws RunFailed with what was done and what was refused; StackLocked, StateMoved
 */
export async function apply(open: OpenStack, plan: Forecast, options: ApplyOptions): Promise<Outcome> {
  const held = isCluster(options.target) || replacesOwn(plan) ? undefined : HeldState.of(open);
  if (!held) return await applyWhole(open, plan, options);
  try {
    if (!held.isLike(options.begun)) throw new StateMoved(open.name);
    return await new Application(open, plan, held, options).run();
  } finally {
    held.release();
  }
}

async function applyWhole(
  open: OpenStack,
  plan: Forecast,
  { target, refresh, partial, exclude, begun: _, ...reporting }: ApplyOptions,
): Promise<Outcome> {
  const changed = partial ? changedPart(open, plan.start, plan.extent, target) : open;
  const { stack } = partial || refresh ? changed : scopedPart(open, plan, target, exclude);
  return await updateStack(stack, {
    ...reporting,
    refresh,
    total: plan.changes.length + plan.same,
    exclude: stack === open.stack ? exclude : [],
    replace: rotatedKeys(plan.start, target),
  });
}

/** Everything may depend on what is the organisation's own; where that is made anew, the engine has to see all of it. */
function replacesOwn({ changes }: Forecast): boolean {
  return changes.some(({ organization, action }) => organization !== undefined && action === "replace");
}

/** A portion that the engine is let loose on. */
interface Step {
  readonly portion: Portion;
  /** The URNs of what is left alone. */
  readonly exclude: readonly string[];
}

/** A portion's state is of use to nobody until the engine is done with it. */
const withoutCheckpoints = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** A plan that is carried out in portions. */
class Application {
  readonly #open: OpenStack;
  readonly #plan: Forecast;
  readonly #held: HeldState;
  readonly #options: ApplyOptions;
  readonly #finished = new Set<string>();

  constructor(open: OpenStack, plan: Forecast, held: HeldState, options: ApplyOptions) {
    const environment = { ...open.environment, ...withoutCheckpoints };
    this.#open = { ...open, environment };
    this.#plan = plan;
    this.#held = held;
    this.#options = options;
  }

  /** @throws RunFailed with what all portions have done */
  async run(): Promise<Outcome> {
    const { signal } = this.#options;
    const outcomes: Outcome[] = [];
    const steps = this.#steps();
    const total = this.#count(steps);
    let failure: RunFailed | undefined;
    for (const step of steps) {
      if (signal?.aborted) failure ??= this.#stopped();
      if (failure && (signal?.aborted || isFinal(failure))) break;
      const result = await this.#take(failure ? this.#withoutRemovals(step) : step, total).catch(
        error => new RunFailed(error, noOutcome(this.#plan)),
      );
      if (result instanceof RunFailed) failure = result;
      outcomes.push(result instanceof RunFailed ? result.outcome : result);
    }
    const outcome = { ...combinedOutcome(this.#open.name, outcomes), same: this.#plan.same };
    if (failure) throw new RunFailed(failure.failure, outcome);
    return outcome;
  }

  /**
   * What is the organisation's own is in every portion, so the first one makes it before its repositories; it goes after all
   * have let go of it. Where all of it fits into one portion, the engine sees to that by itself.
   */
  #steps(): readonly Step[] {
    const { exclude, partial, target } = this.#options;
    const { scope, extent } = this.#plan;
    const wanted = partial ? scopeOfExtent(extent) : scope;
    const portions = portionsOf(wanted, this.#held.state, target.catalogue, extent.made);
    if (portions.length <= 1) return portions.map(portion => ({ portion, exclude }));
    const removed = extent.removed.filter(isOwn);
    const later = [...exclude, ...removed];
    const due = portions.filter(portion => this.#isDue(portion));
    const isAlone = due.length === 0 && [...extent.made, ...extent.changed].some(isOwn);
    const last = removed.some(urn => !exclude.includes(urn));
    return [
      ...(isAlone ? [organizationAlone] : due).map(portion => ({ portion, exclude: later })),
      ...(last ? [{ portion: organizationAlone, exclude }] : []),
    ];
  }

  /** How many things the engine will look at. */
  #count(steps: readonly Step[]): number {
    const isOf = isIn(steps.flatMap(({ portion }) => portion));
    const made = this.#plan.changes.filter(({ action }) => action === "create");
    return thingsOf(this.#held.state).filter(({ urn }) => isOf(urn)).length + made.length;
  }

  /** A run that looks at the live world takes note of all that it finds, unless it is to do nothing but what is planned. */
  #isDue(portion: Portion): boolean {
    const { refresh, partial } = this.#options;
    const { made, changed, removed } = within(this.#plan.extent, portion);
    const isPlanned = [...made, ...changed, ...removed].some(urn => !isOwn(urn));
    return isPlanned || (!partial && (refresh || this.#hasOtherProvider(portion)));
  }

  /** Whether something in it is still of another version of the GitHub provider. */
  #hasOtherProvider(portion: Portion): boolean {
    const { resources = [] } = this.#held.state.deployment;
    const names = new Set(portion);
    const others = new Set(
      resources.filter(one => !isOfThisVersion(one)).map(({ urn, id }) => `${urn}::${id}`),
    );
    return resources.some(
      ({ urn, provider = "" }) => others.has(provider) && names.has(repositoryOf(urn) ?? ""),
    );
  }

  /** What could not be done may be what a removal waits for. */
  #withoutRemovals({ portion, exclude }: Step): Step {
    return { portion, exclude: [...exclude, ...this.#plan.extent.removed] };
  }

  async #take({ portion, exclude }: Step, total: number): Promise<Outcome | RunFailed> {
    const { partial, refresh, target, onProgress, signal } = this.#options;
    const held = this.#held;
    held.workOn(portion);
    return await onPortion(this.#open, { portion, state: held.state, target }, async (scratch, part) => {
      const known = new Set((part.deployment.resources ?? []).map(({ urn }) => urn));
      const extent = without(within(this.#plan.extent, portion), exclude);
      const { stack } = partial ? changedPart(scratch, part, extent, target, scratch.program) : scratch;
      const result = await this.#settled(
        updateStack(stack, {
          onProgress,
          signal,
          refresh,
          finished: this.#finished,
          total,
          // The engine refuses to leave alone what it does not know of.
          exclude: stack === scratch.stack ? exclude.filter(urn => known.has(urn)) : [],
        }),
      );
      try {
        const after = await exportState(scratch);
        held.put(withPortion(held.state, portion, this.#notedOf(result, part, after, extent)));
        return result;
      } catch (error) {
        return new RunFailed(error as Error, result instanceof RunFailed ? result.outcome : result);
      }
    });
  }

  /**
   * The state that tells what a run has made of a portion. A run that only does what is planned has first taken note of how things
   * are in the live world; of what it then could not do, the next one has to find again that it is not as declared there.
   */
  #notedOf(
    result: Outcome | RunFailed,
    before: StoredStack,
    after: StoredStack,
    extent: Extent,
  ): StoredStack {
    if (!(result instanceof RunFailed)) return after;
    if (!isWhole(result, before, after)) return inDoubt(after, extent);
    if (!this.#options.partial) return after;
    const done = new Set(result.outcome.changes.map(subjectName));
    const { made, changed, removed } = extent;
    const planned = new Set([...made, ...changed, ...removed, ...dependentsOf(made, before)]);
    return withFormer(after, before, urn => planned.has(urn) && !done.has(subjectName(subjectOf(urn))));
  }

  /** @throws what leaves nobody knowing what was done */
  async #settled(running: Promise<Outcome>): Promise<Outcome | RunFailed> {
    const { signal } = this.#options;
    try {
      return await running;
    } catch (error) {
      if (error instanceof RunFailed) return error;
      // The engine throws the signal's own reason where it was not even started.
      if (signal?.aborted && error === signal.reason) return this.#stopped();
      throw error;
    }
  }

  #stopped(): RunFailed {
    return new RunFailed(stopped, noOutcome(this.#plan));
  }
}

const stopped = new EngineFailed("up", "", "The run was asked to stop before it was through.");

/** Whether other portions would fare no better. */
function isFinal(failure: RunFailed): boolean {
  const { failure: cause } = failure;
  return !(cause instanceof EngineFailed) || cause instanceof EngineKilled || isExpiry(failure);
}

/** Whether a state tells of all that a failed run has done. An engine that was killed, or could not write, leaves the old one. */
function isWhole({ failure, outcome }: RunFailed, before: StoredStack, after: StoredStack): boolean {
  if (failure instanceof EngineKilled) return false;
  return (
    outcome.changes.length === 0 ||
    !isDeepStrictEqual(before.deployment.resources, after.deployment.resources)
  );
}

/** What an engine that was killed was to change: nobody knows what it has done. */
function inDoubt(state: StoredStack, { changed, removed }: Extent): StoredStack {
  const [updating, deleting] = [new Set(changed), new Set(removed)];
  return withPending(state, ({ urn }) =>
    deleting.has(urn) ? "deleting" : updating.has(urn) ? "updating" : undefined,
  );
}

function without({ made, changed, removed }: Extent, urns: readonly string[]): Extent {
  const left = new Set(urns);
  const stays = (urn: string) => !left.has(urn);
  return { made: made.filter(stays), changed: changed.filter(stays), removed: removed.filter(stays) };
}

function within({ made, changed, removed }: Extent, portion: Portion): Extent {
  const isOf = isIn(portion);
  return { made: made.filter(isOf), changed: changed.filter(isOf), removed: removed.filter(isOf) };
}

/** Whether it is the organisation's own. */
function isOwn(urn: string): boolean {
  return repositoryOf(urn) === undefined;
}

function noOutcome(plan: Forecast): Outcome {
  return { ...plan, changes: [], failed: [], diagnostics: [] };
}
