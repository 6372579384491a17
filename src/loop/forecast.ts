import { isDeepStrictEqual } from "node:util";
import type { Octokit } from "octokit";
import { type StoredStack, thingsOf } from "../engine/deployment.ts";
import { type Change, combinedPlan, creationPlan, type Plan } from "../engine/plan.ts";
import type { PropertyChange } from "../engine/properties.ts";
import type { OpenedStack, OpenStack } from "../engine/pulumi.ts";
import { dueRenames, hasFormerIds, renamed, withCurrentIds } from "../engine/rename.ts";
import { previewStack, type RunOptions } from "../engine/run.ts";
import { everything, isNothing, nothing, type Scope, union, within, without } from "../engine/scope.ts";
import { onScratch } from "../engine/scratch.ts";
import { exportReadableState, exportState, importState } from "../engine/state.ts";
import { repositoryOf, subjectOf } from "../engine/urn.ts";
import { type Found, findExisting, subjectName, takeIn, withImports } from "./adopt.ts";
import { isCluster } from "./is-cluster.ts";
import { tellingLost } from "./lost.ts";
import { planInPortions } from "./portion.ts";
import { assertKeysKnown, rotatedKeys } from "./rotation.ts";
import { sayingWhyItWaits } from "./standstill.ts";
import { declaredRenames, type Reporting, type Target } from "./target.ts";

/** What a run would change, and the state that it begins with. */
export interface Forecast extends Plan {
  /** What the plan was made for; nothing else was looked at. */
  readonly scope: Scope;
  /** The stack's state that was looked at. */
  readonly seen: StoredStack;
  /** That state with the catalogue's new names, and with what is at GitHub already; the very same where none of it is due. */
  readonly start: StoredStack;
  /** What is at GitHub already and not in the state. */
  readonly found: readonly Found[];
  /** What of it is not in `start` either, and has yet to be taken in. */
  readonly missing: readonly Found[];
  /** What is left to change once `found` is in the state. */
  readonly rest: Plan;
}

/** A stack that may tell by itself that nothing is to be done. */
type Judged = OpenStack & Pick<OpenedStack, "judgement">;

export interface ForecastOptions extends Reporting {
  readonly target: Target;
  /** Compare with the live world, and not only with what the last run left. */
  readonly refresh?: boolean;
  /** The only repositories that the plan is to be about; everything, where this is absent. */
  readonly among?: ReadonlySet<string> | undefined;
  /** What alone need be looked at in the live world for that; everything, where this is absent. */
  readonly drifted?: Scope | undefined;
  /**
   * The plan is carried out at once, whatever it says: of what is all new it is enough to know that it is to be made. Whether
   * the providers take it turns out then.
   */
  readonly unread?: boolean | undefined;
}

/** Somebody else has changed the state since the plan was made from it. */
export class StateMoved extends Error {
  constructor(stack: string) {
    super(
      `Another run has changed the state of the stack \`${stack}\` since this plan was made from it, so nothing was done.\n` +
        "Run the same command again: it shows what is to do now.",
    );
    this.name = "StateMoved";
  }
}

/**
 * Finds out what a run would change. Changes nothing, neither at GitHub nor in the state: whatever needs another state is
 * tried on a copy.
 * @param seen the stack's state, where it was read already
 * @throws EngineFailed or RunFailed
 */
export async function forecast(
  open: Judged,
  api: Octokit,
  options: ForecastOptions,
  seen?: StoredStack,
): Promise<Forecast> {
  const plan = await sayingWhyItWaits(api, options, reporting =>
    look(open, api, { ...options, ...reporting }, seen),
  );
  return { ...plan, changes: tellingLost(plan.changes, plan.start) };
}

async function look(
  open: Judged,
  api: Octokit,
  options: ForecastOptions,
  seen: StoredStack | undefined,
): Promise<Forecast> {
  const { target, onProgress, signal } = options;
  const state = seen ?? (await exportState(open));
  assertKeysKnown(state, target);
  const { judgement } = open;
  const named = underCurrentNames(state, target);
  const start = (options.refresh && (await judgement?.refreshed?.(named))) || named;
  const refresh = engineRefreshes(open, options.refresh);
  const scope = isCluster(target)
    ? await scopeOfCluster(open, start, state)
    : narrowed(await scopeOf(open, start, refresh ? (options.drifted ?? everything) : nothing), options);
  if (start === state && isNothing(scope)) return nothingToDo(open, state);
  const run = { ...options, refresh, replace: rotatedKeys(start, target) };
  const looked = await planOf(open, scope, {
    target,
    start,
    isCurrent: start === state,
    run,
    unread: options.unread,
  });
  const plan = { ...looked, same: unchangedIn(start, looked) };
  if (judgement?.existing) {
    const told = withExisting(plan, await judgement.existing(plan.extent.made));
    return { ...told, scope, seen: state, start, found: [], missing: [], rest: told };
  }
  const found = await findExisting({ ...target, plan, api, onProgress });
  if (found.length === 0) return { ...plan, scope, seen: state, start, found, missing: [], rest: plan };
  return await onScratch(open, start, async scratch => {
    await takeIn(scratch, found, onProgress);
    const whole = await exportState(scratch);
    // What was taken in has just been read, so looking at GitHub once more would tell nothing new of it.
    const rest = await previewOf(scratch, scope, {
      target,
      start: whole,
      isCurrent: true,
      run: { onProgress, signal },
    });
    const told = { ...withImports(plan, found, rest), scope, seen: state, found, rest };
    return canCarryOver(state, whole)
      ? { ...told, start: whole, missing: [] }
      : { ...told, start, missing: found };
  });
}

/**
 * Puts the state in place that the run begins with. Nobody holds the stack's lock while a person reads the plan, so the
 * state may have moved on; only what another run does within the seconds that this takes is not noticed.
 * @returns the state as it is then
 * @throws StateMoved, EngineFailed
 */
export async function begin(
  open: OpenStack,
  { seen, start, missing }: Forecast,
  { onProgress, signal }: Pick<Reporting, "onProgress" | "signal"> = {},
): Promise<StoredStack> {
  signal?.throwIfAborted();
  if (!isDeepStrictEqual(await exportState(open), seen)) throw new StateMoved(open.name);
  const isMoved = start !== seen || wasInterrupted(seen);
  if (isMoved) await importState(open, start);
  if (missing.length > 0) await takeIn(open, missing, onProgress);
  return isMoved || missing.length > 0 ? await exportState(open) : seen;
}

/** Whether the engine was stopped in the middle of something; putting a state in place drops what it had begun. */
export function wasInterrupted({ deployment }: StoredStack): boolean {
  return (deployment.pending_operations ?? []).length > 0;
}

/** The plan with what is there already told as taken over: a cluster's provider takes it over as it declares it. */
function withExisting<P extends Plan>(plan: P, existing: ReadonlyMap<string, readonly PropertyChange[]>): P {
  const there = new Map([...existing].map(([urn, properties]) => [subjectName(subjectOf(urn)), properties]));
  const changes = plan.changes.map((change): Change => {
    const properties = change.action === "create" ? there.get(subjectName(change)) : undefined;
    return properties ? { ...change, action: "import", properties } : change;
  });
  return { ...plan, changes };
}

/** The outcome of a plan, in which what was there before was taken over and not made. */
export function asForeseen<P extends Plan>(outcome: P, plan: Plan): P {
  const taken = new Map(
    plan.changes.filter(({ action }) => action === "import").map(change => [subjectName(change), change]),
  );
  const changes = outcome.changes.map(change =>
    change.action === "create" ? (taken.get(subjectName(change)) ?? change) : change,
  );
  return { ...outcome, changes };
}

/** Whether the engine itself has to look at the live world. */
export function engineRefreshes({ judgement }: Judged, refresh = false): boolean {
  return refresh && !judgement?.refreshed;
}

function nothingToDo({ name }: OpenStack, state: StoredStack): Forecast {
  const extent = { made: [], changed: [], removed: [] };
  const plan = { stack: name, changes: [], extent, same: thingsOf(state).length, diagnostics: [] };
  return { ...plan, scope: nothing, seen: state, start: state, found: [], missing: [], rest: plan };
}

/** What is to change in a scope. */
async function planOf(
  open: Judged,
  scope: Scope,
  { unread, ...preview }: PreviewOf & Pick<ForecastOptions, "unread">,
): Promise<Plan> {
  if (!unread || scope.whole) return await previewOf(open, scope, preview);
  const made = await open.judgement?.creations?.(scope, preview.start);
  const declared = made ? [...made.organization, ...[...made.repositories.values()].flat()] : [];
  if (!made || declared.length === 0) return await previewOf(open, scope, preview);
  const creation = creationPlan(open.name, declared);
  const organization = scope.organization && made.organization.length === 0;
  const rest = { ...without(scope, made.repositories), organization };
  return combinedPlan(open.name, [
    ...(isNothing(rest) ? [] : [await previewOf(open, rest, preview)]),
    creation,
  ]);
}

interface PreviewOf {
  readonly target: Target;
  readonly start: StoredStack;
  /** Whether `start` is the stack's own state. */
  readonly isCurrent: boolean;
  readonly run: RunOptions;
}

/**
 * Asks the engine about a scope. It takes time and memory for all that a state holds, so of an organisation it is shown that
 * scope alone, portion by portion.
 */
async function previewOf(
  open: OpenStack,
  scope: Scope,
  { target, start, isCurrent, run }: PreviewOf,
): Promise<Plan> {
  if (!isCluster(target)) {
    const all = { ...run, finished: new Set<string>() };
    return await planInPortions(open, { scope, state: start, target }, ({ stack }) =>
      previewStack(stack, all),
    );
  }
  if (isCurrent) return await previewStack(open.stack, run);
  return await onScratch(open, start, ({ stack }) => previewStack(stack, run));
}

/** What of a scope was asked for. */
function narrowed(scope: Scope, { among, onNotice }: Pick<ForecastOptions, "among" | "onNotice">): Scope {
  if (!among) return scope;
  const narrow = within(scope, among);
  const others = scope.repositories.size - narrow.repositories.size;
  const counted = others === 1 ? ": 1 other repository" : others > 0 ? `: ${others} other repositories` : "";
  if (scope.whole || scope.organization || others > 0)
    onNotice?.(`More than what was asked for waits to be brought up${counted}.`);
  return narrow;
}

/** A cluster's objects depend on each other throughout: all of it is looked at, or nothing. */
async function scopeOfCluster(open: Judged, start: StoredStack, state: StoredStack): Promise<Scope> {
  return start === state ? await scopeOf(open, state, nothing) : everything;
}

/** All that is not as declared, in the state or in the live world. */
async function scopeOf(open: Judged, state: StoredStack, drifted: Scope): Promise<Scope> {
  if (!open.judgement || drifted.whole) return everything;
  return union(await open.judgement.differing(state, () => exportReadableState(open)), drifted);
}

/** How many things of a state a plan leaves as they are, those among them that it was not about. */
function unchangedIn(state: StoredStack, { extent: { changed, removed } }: Plan): number {
  const touched = new Set([...changed, ...removed]);
  return thingsOf(state).filter(({ urn }) => !touched.has(urn)).length;
}

/** The state in which everything has the name that the catalogue gives it, or the very same where it has so already. */
function underCurrentNames(state: StoredStack, { catalogue }: Target): StoredStack {
  const current = hasFormerIds(state) ? withCurrentIds(state) : state;
  return dueRenames(current, declaredRenames(catalogue)).reduce(renamed, current);
}

/** Secrets in a state can be read by the stack that encrypted them: a copy has others where a service keeps the stack's. */
function canCarryOver(state: StoredStack, copy: StoredStack): boolean {
  return isDeepStrictEqual(state.deployment.secrets_providers, copy.deployment.secrets_providers);
}

/** A plan that has nothing to do with some repositories. */
export function withoutRepositories(plan: Forecast, names: ReadonlySet<string> = new Set()): Forecast {
  const stays = (name: string | undefined) => name === undefined || !names.has(name);
  const urns = (of: readonly string[]) => of.filter(urn => stays(repositoryOf(urn)));
  const { made, changed, removed } = plan.extent;
  return {
    ...plan,
    changes: plan.changes.filter(({ repository }) => stays(repository)),
    extent: { made: urns(made), changed: urns(changed), removed: urns(removed) },
  };
}
