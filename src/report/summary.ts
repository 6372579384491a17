import type { Plan } from "../engine/plan.ts";

/** How many things a run creates, updates, replaces, deletes and takes over, and how many stay the same. */
export interface Summary {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  /** What is at GitHub already. */
  readonly import: number;
  readonly same: number;
}

export function summaryOf({ changes, same }: Pick<Plan, "changes" | "same">): Summary {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, import: 0, same };
  for (const { action } of changes) counts[action] += 1;
  return counts;
}
