import { kubeconfigOf } from "../cluster/kubeconfig.ts";
import type { NamespaceVolumes } from "../cluster/volumes.ts";
import { backendDirectory, backendUrl } from "../engine/backend.ts";
import { backUp } from "../engine/backups.ts";
import { breakStranded, describeLock, type Lock, readLocks } from "../engine/locks.ts";
import type { Outcome, Plan } from "../engine/plan.ts";
import type { OpenStack } from "../engine/pulumi.ts";
import { hasFormerIds, withCurrentIds } from "../engine/rename.ts";
import { RunFailed } from "../engine/run.ts";
import { among } from "../engine/scope.ts";
import { checkpointPlace, exportState, importState } from "../engine/state.ts";
import { repositoryOf, subjectOf } from "../engine/urn.ts";
import { reach } from "../github/access.ts";
import { closedGates, type Gate, type Permission } from "../judgement/gates.ts";
import { isArchiving } from "../judgement/removals.ts";
import { type Adopted, adoptedOf } from "./adopt.ts";
import { apply } from "./apply.ts";
import {
  asForeseen,
  begin,
  engineRefreshes,
  type Forecast,
  forecast,
  wasInterrupted,
  withoutRepositories,
} from "./forecast.ts";
import { isCluster } from "./is-cluster.ts";
import type { PreviewOptions } from "./preview.ts";
import { renewing } from "./renewal.ts";
import { sayingWhyItWaits } from "./standstill.ts";
import { StillRead, whyStillRead } from "./still-read.ts";
import { openTarget, type Target } from "./target.ts";

export interface UpOptions extends PreviewOptions {
  /** What a preview has just told; another one is made where this is absent. */
  readonly plan?: Forecast | undefined;
  /** Whether what is no longer declared goes now, or stays for another run. */
  readonly removals?: "now" | "later";
  /** Repositories that are left alone. */
  readonly except?: ReadonlySet<string>;
  /** Look at what `plan` changes and at nothing else; another attempt looks at everything. */
  readonly partial?: boolean;
  /** What it may do that would otherwise have to be asked for; none of it, if absent. */
  readonly permission?: Permission;
  /** Is shown the plan and decides whether it is carried out; not asked when there is nothing to do. */
  readonly confirm: (plan: Plan) => Promise<boolean>;
  /** Is asked as well where a plan does what was not permitted. If absent, nothing is done then. */
  readonly confirmGates?: (gates: readonly Gate[], stack: string) => Promise<boolean>;
  /** Is asked as well where namespaces go that have volumes: what these hold is gone for good. If absent, nothing is done then. */
  readonly confirmLoss?: (volumes: readonly NamespaceVolumes[], stack: string) => Promise<boolean>;
}

export interface UpResult {
  readonly plan: Plan;
  /** What was at GitHub already and is now in the state. */
  readonly adopted: readonly Adopted[];
  /** What was done; absent when the plan was empty or declined. */
  readonly outcome?: Outcome;
  /** How many things are no longer declared and were left for another run. */
  readonly left: number;
}

/** Volumes would go, and nobody has said that they may. Nothing was done. */
export class VolumesAtStake extends Error {
  override readonly name = "VolumesAtStake";

  constructor(volumes: readonly NamespaceVolumes[], stack: string) {
    const namespaces = volumes.map(({ namespace }) => namespace);
    const what = volumes.map(
      ({ namespace, claims }) => `the namespace ${namespace} with ${claims.join(", ")}`,
    );
    super(
      `Volumes, and what they hold, would be gone for good: ${what.join("; ")}. Nothing was done.\n` +
        `If that is meant, say so as well: fairway up --stack ${stack} --delete-volumes ${namespaces.join(" ")}`,
    );
  }
}

/** A plan would do what nobody has said it may. Nothing was done. */
export class GateClosed extends Error {
  override readonly name = "GateClosed";

  constructor(gates: readonly Gate[], stack: string) {
    const options = gates.map(({ option }) => option).join(" ");
    super(
      `${gates.map(({ reason }) => `${reason}.`).join("\n")}\nNothing was done.\n` +
        `If that is meant, say so as well: fairway up --stack ${stack} ${options}`,
    );
  }
}

/** A plan that was carried out as far as it could be, and what kept the rest of it back. */
export class UpFailed extends Error {
  /** What was done, and what was refused. */
  readonly outcome: Outcome;
  readonly adopted: readonly Adopted[];

  constructor(failure: Error, outcome: Outcome, adopted: readonly Adopted[]) {
    super(failure.message, { cause: failure });
    this.name = "UpFailed";
    this.outcome = outcome;
    this.adopted = adopted;
  }
}

/**
 * Brings the organisation into the declared shape: shows what would change, asks, takes in what exists already, and lets the
 * engine do the rest. A run that was interrupted before needs no help: its lock is broken, its half-done work looked up.
 * @throws NoAccess, StackLocked, StateMoved, StillRead, GateClosed, VolumesAtStake or EngineFailed; RunFailed before anything was done, UpFailed after that
 */
export async function up(options: UpOptions): Promise<UpResult> {
  const before: Outcome[] = [];
  const adopted: Adopted[] = [];
  let [agreed, begun, known] = [false, false, options.plan];
  const confirm = async (plan: Plan) => {
    agreed ||= await options.confirm(plan);
    return agreed;
  };
  let accepted = false;
  const opened = new Set<string>();
  const confirmGates = async (gates: readonly Gate[], stack: string) => {
    const closed = gates.filter(({ reason }) => !opened.has(reason));
    if (closed.length === 0) return true;
    if (!options.confirmGates) throw new GateClosed(closed, stack);
    const isAgreed = await options.confirmGates(closed, stack);
    if (isAgreed) for (const { reason } of closed) opened.add(reason);
    return isAgreed;
  };
  const confirmLoss = async (volumes: readonly NamespaceVolumes[], stack: string) => {
    if (!options.confirmLoss) throw new VolumesAtStake(volumes, stack);
    accepted ||= await options.confirmLoss(volumes, stack);
    return accepted;
  };
  const onBegun = (taken: readonly Adopted[]) => {
    begun = true;
    adopted.push(...taken);
  };
  const all = <T extends Plan>(outcome: T) => ({
    ...outcome,
    changes: [...before.flatMap(({ changes }) => changes), ...outcome.changes],
  });
  try {
    const result = await renewing(
      () => {
        const plan = known;
        // Another attempt comes after part of the plan was carried out.
        known = undefined;
        return attempt({ ...options, confirm, confirmGates, confirmLoss, plan }, onBegun);
      },
      error => before.push(...(error instanceof RunFailed ? [error.outcome] : [])),
      options.onNotice,
    );
    if (before.length === 0) return { ...result, adopted };
    return {
      ...result,
      adopted,
      outcome: all(result.outcome ?? { ...result.plan, changes: [], failed: [] }),
    };
  } catch (error) {
    if (begun && error instanceof RunFailed) throw new UpFailed(error, all(error.outcome), adopted);
    const last = before.at(-1);
    throw last ? new UpFailed(error as Error, all({ ...last, changes: [] }), adopted) : error;
  }
}

async function attempt(
  options: UpOptions & Required<Pick<UpOptions, "confirmGates" | "confirmLoss">>,
  onBegun: (adopted: readonly Adopted[]) => void,
): Promise<Omit<UpResult, "adopted">> {
  const { target } = options;
  const api = await reach(target.organization);
  const stranded = await unlockStranded(target, options.onNotice);
  const open = await openTarget(target);
  const state = options.plan?.seen ?? open.state;
  // What was being deleted when a run was killed may be gone, and deleting it again would fail. What such a run has done is in
  // no state.
  const interrupted = wasInterrupted(state) || stranded.length > 0;
  const refresh = options.refresh === true || interrupted;
  const drifted = options.refresh
    ? options.drifted
    : among(stranded.flatMap(({ repositories = [] }) => repositories));
  const known = interrupted ? undefined : options.plan;
  const asked = known ?? (await forecast(open, api, { ...options, refresh, drifted }, state));
  const whole = withoutRepositories(asked, options.except);
  const exclude = options.removals === "later" ? removalsOf(whole) : [];
  const plan = exclude.length > 0 ? withoutRemovals(whole) : whole;
  const left = exclude.length;
  const isNothing = plan.changes.length === 0;
  if (isNothing && !engineRefreshes(open, refresh) && plan.start === plan.seen) return { plan, left };
  const reasons = isCluster(target) ? [] : await whyStillRead(api, target.organization, plan);
  if (reasons.length > 0) throw new StillRead(reasons);
  if (!isNothing && !(await options.confirm(plan))) return { plan, left };
  const gates = closedGates(plan, plan.seen, target.catalogue.standard.gates, options.permission);
  if (gates.length > 0 && !(await options.confirmGates(gates, target.stack))) return { plan, left };
  const volumes = await volumesThatGo(plan, target);
  if (volumes.length > 0 && !(await options.confirmLoss(volumes, target.stack))) return { plan, left };
  const place = checkpointPlace(open);
  if (place) backUp(place);
  const begun = await begin(open, plan, options);
  onBegun(adoptedOf(plan.found));
  const refreshes = engineRefreshes(open, refresh);
  const alone = urnsOf(plan, options.except);
  const partial = options.partial === true && known?.found.length === 0;
  const outcome = await sayingWhyItWaits(api, options, reporting =>
    apply(open, plan, {
      ...reporting,
      target,
      begun,
      refresh: refreshes,
      partial,
      exclude: [...exclude, ...alone],
    }),
  );
  if (isRename(plan))
    await keepNames(open).catch(error => {
      throw new RunFailed(error, outcome);
    });
  return { plan, outcome: asForeseen(outcome, plan), left };
}

/** All that is in some repositories, or is to be. */
function urnsOf({ start, extent }: Forecast, names: ReadonlySet<string> = new Set()): readonly string[] {
  const urns = [...(start.deployment.resources ?? []).map(({ urn }) => urn), ...extent.made];
  return names.size === 0 ? [] : urns.filter(urn => names.has(repositoryOf(urn) ?? ""));
}

async function volumesThatGo(
  { changes }: Plan,
  { catalogue, stack, project }: Target,
): Promise<readonly NamespaceVolumes[]> {
  const cluster = catalogue.clusters.find(({ name, delivery }) => name === stack && delivery === "direct");
  const gone = changes.filter(
    ({ kind, action }) => kind === "Namespace" && (action === "delete" || action === "replace"),
  );
  if (!cluster || gone.length === 0) return [];
  const { volumesOf } = await import("../cluster/volumes.ts");
  return await volumesOf(
    kubeconfigOf(cluster, project.root),
    gone.map(({ key = "" }) => key),
  );
}

/** The URNs of what goes, and of what becomes of a repository that goes into the archive. */
function removalsOf({ changes, extent }: Plan): readonly string[] {
  const archived = new Set(changes.filter(isArchiving).map(({ repository }) => repository));
  const archiving = extent.changed.filter(urn => {
    const { kind, repository } = subjectOf(urn);
    return kind === "lifecycle" && archived.has(repository);
  });
  return [...extent.removed, ...archiving];
}

function withoutRemovals<P extends Plan>(plan: P): P {
  return {
    ...plan,
    changes: plan.changes.filter(change => change.action !== "delete" && !isArchiving(change)),
  };
}

/** Removes the locks of runs that were killed, and answers which these were. */
async function unlockStranded(
  { project, stack }: Target,
  onNotice: UpOptions["onNotice"],
): Promise<readonly Lock[]> {
  const directory = backendDirectory(backendUrl(project), project);
  if (!directory) return [];
  const broken = await breakStranded(stack, readLocks(directory, project.name, stack));
  for (const lock of broken) {
    onNotice?.(`Removed the lock of a run that was killed: ${describeLock(lock)}.`);
  }
  return broken;
}

/**
 * Gives what was renamed its new name for an id in the state. Where a run fails before, the next one begins with that.
 */
async function keepNames(open: OpenStack): Promise<void> {
  const state = await exportState(open);
  if (hasFormerIds(state)) await importState(open, withCurrentIds(state));
}

function isRename({ changes }: Plan): boolean {
  return changes.some(
    ({ kind, action, properties }) =>
      kind === "repository" &&
      (action === "update" || action === "import") &&
      properties.some(({ path }) => path === "name"),
  );
}
