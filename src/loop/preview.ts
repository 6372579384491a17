import type { Plan } from "../engine/plan.ts";
import type { OpenStack } from "../engine/pulumi.ts";
import { dueRenames, renamed } from "../engine/rename.ts";
import { previewStack } from "../engine/run.ts";
import { onScratch } from "../engine/scratch.ts";
import { exportState } from "../engine/state.ts";
import { reach } from "../github/access.ts";
import { declaredRenames, openTarget, type Reporting, type Target } from "./target.ts";

export interface PreviewOptions extends Reporting {
  readonly target: Target;
  /** Compare with the live world, and not only with what the last run left. */
  readonly refresh?: boolean;
}

/**
 * What `up` would change. Changes nothing, neither at GitHub nor in the state.
 * @throws NoAccess, EngineFailed or RunFailed
 */
export async function preview(options: PreviewOptions): Promise<Plan> {
  await reach(options.target.organization);
  return await previewOpen(await openTarget(options.target), options);
}

/** The same on a stack that is open. Repositories to rename are looked at on a copy of the state in which they are. */
export async function previewOpen(open: OpenStack, options: PreviewOptions): Promise<Plan> {
  const declared = declaredRenames(options.target.catalogue);
  if (declared.length > 0) {
    const state = await exportState(open);
    const due = dueRenames(state, declared);
    if (due.length > 0) {
      return await onScratch(open, due.reduce(renamed, state), ({ stack }) => previewStack(stack, options));
    }
  }
  return await previewStack(open.stack, options);
}
