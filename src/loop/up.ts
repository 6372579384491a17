import { backendDirectory, backendUrl } from "../engine/backend.ts";
import type { StoredStack } from "../engine/deployment.ts";
import { breakStranded, describeLock, readLocks } from "../engine/locks.ts";
import type { Change, Outcome, Plan } from "../engine/plan.ts";
import { endOrphans } from "../engine/plugins.ts";
import type { OpenStack } from "../engine/pulumi.ts";
import { dueRenames, hasFormerIds, renamed, withCurrentIds } from "../engine/rename.ts";
import { RunFailed, updateStack } from "../engine/run.ts";
import { exportState, importState } from "../engine/state.ts";
import { reach } from "../github/access.ts";
import { type Adopted, adopt } from "./adopt.ts";
import { changedPart } from "./part.ts";
import { type PreviewOptions, previewOpen } from "./preview.ts";
import { renewing } from "./renewal.ts";
import { declaredRenames, openTarget, type Target } from "./target.ts";
import { hidePublic } from "./visibility.ts";

export interface UpOptions extends PreviewOptions {
  /** What a preview has just told; another one is made where this is absent. */
  readonly plan?: Plan | undefined;
  /** Look at what `plan` changes and at nothing else; another attempt looks at everything. */
  readonly partial?: boolean;
  /** Is shown the plan and decides whether it is carried out; not asked when there is nothing to do. */
  readonly confirm: (plan: Plan) => Promise<boolean>;
}

export interface UpResult {
  readonly plan: Plan;
  /** What was at GitHub already and is now in the state. */
  readonly adopted: readonly Adopted[];
  /** What was done; absent when the plan was empty or declined. */
  readonly outcome?: Outcome;
}

/**
 * Brings the organisation into the declared shape: shows what would change, asks, takes in what exists already, and lets the
 * engine do the rest. A run that was interrupted before needs no help: its lock is broken, its half-done work looked up.
 * @throws NoAccess, StackLocked, EngineFailed or RunFailed
 */
export async function up(options: UpOptions): Promise<UpResult> {
  const done: Change[] = [];
  let [agreed, known] = [false, options.plan];
  const confirm = async (plan: Plan) => {
    agreed ||= await options.confirm(plan);
    return agreed;
  };
  const result = await renewing(
    () => {
      const plan = known;
      // Another attempt comes after part of the plan was carried out.
      known = undefined;
      return attempt({ ...options, confirm, plan });
    },
    error => done.push(...(error instanceof RunFailed ? error.outcome.changes : [])),
    options.onNotice,
  );
  if (done.length === 0) return result;
  const outcome = result.outcome ?? { ...result.plan, failed: [] };
  return { ...result, outcome: { ...outcome, changes: [...done, ...outcome.changes] } };
}

async function attempt(options: UpOptions): Promise<UpResult> {
  const { target } = options;
  const api = await reach(target.organization);
  await unlockStranded(target, options.onNotice);
  const open = await openTarget(target);
  const state = await currentState(open);
  // What was being deleted when a run was killed may be gone, and deleting it again would fail.
  const interrupted = wasInterrupted(state);
  const refresh = options.refresh === true || interrupted;
  const known = interrupted ? undefined : options.plan;
  const plan = known ?? (await previewOpen(open, { ...options, refresh }));
  if (plan.changes.length === 0 && !refresh) return { plan, adopted: [] };
  if (plan.changes.length > 0 && !(await options.confirm(plan))) return { plan, adopted: [] };
  await prepareState(open, state, target);
  await hidePublic(plan, target.organization, api);
  const adopted = await adopt({ ...target, plan, stack: open, api });
  const { stack } = options.partial && known ? changedPart(open, state, known.extent, target) : open;
  const total = plan.changes.length + plan.same;
  try {
    return { plan, adopted, outcome: await updateStack(stack, { ...options, refresh, total }) };
  } finally {
    if (isRename(plan)) await currentState(open);
  }
}

async function unlockStranded({ project, stack }: Target, onNotice: UpOptions["onNotice"]): Promise<void> {
  const directory = backendDirectory(backendUrl(project), project);
  if (!directory) return;
  const broken = breakStranded(stack, readLocks(directory, project.name, stack));
  if (broken.length > 0) await endOrphans();
  for (const lock of broken) {
    onNotice?.(`Removed the lock of a run that was killed: ${describeLock(lock)}.`);
  }
}

function wasInterrupted({ deployment }: StoredStack): boolean {
  return (deployment.pending_operations ?? []).length > 0;
}

/** Renames in the state what is renamed in the catalogue, and drops what an interrupted run has left in it. */
async function prepareState(open: OpenStack, state: StoredStack, { catalogue }: Target): Promise<void> {
  const due = dueRenames(state, declaredRenames(catalogue));
  if (due.length > 0 || wasInterrupted(state)) await importState(open, due.reduce(renamed, state));
}

/** The stack's state, in which a repository that was renamed has its new name for an id. */
async function currentState(open: OpenStack): Promise<StoredStack> {
  const state = await exportState(open);
  if (!hasFormerIds(state)) return state;
  const current = withCurrentIds(state);
  await importState(open, current);
  return current;
}

function isRename({ changes }: Plan): boolean {
  return changes.some(
    ({ kind, action, properties }) =>
      kind === "repository" && action === "update" && properties.some(({ path }) => path === "name"),
  );
}
