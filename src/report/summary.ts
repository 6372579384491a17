import type { Plan } from "../engine/plan.ts";

/** How many things a run creates, updates, replaces and deletes, and how many stay the same. */
export interface Summary {
  readonly create: number;
  readonly update: number;
  readonly replace: number;
  readonly delete: number;
  readonly same: number;
}

export function summaryOf({ changes, same }: Pick<Plan, "changes" | "same">): Summary {
  const counts = { create: 0, update: 0, replace: 0, delete: 0, same };
  for (const { action } of changes) counts[action === "import" ? "create" : action] += 1;
  return counts;
}
