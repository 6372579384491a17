import { difference, type ObjectChange } from "./difference.ts";
import { PromotionRefused } from "./refused.ts";
import type { Rendering } from "./rendering.ts";
import type { Step } from "./steps.ts";

/** What a move changes on one cluster, for one tenant. */
export interface ClusterChange {
  readonly cluster: string;
  readonly namespace: string;
  readonly changes: readonly ObjectChange[];
  /** Why what runs until now can't be compared with. */
  readonly note?: string;
}

/**
 * What each cluster of a stage gets otherwise.
 * @param from what it has; nothing, if left out
 * @throws PromotionRefused where what it would get can't be built; ToolUnavailable
 */
export async function changesOf(
  rendering: Rendering,
  { placements }: Pick<Step, "placements">,
  from: string | undefined,
  to: string,
): Promise<readonly ClusterChange[]> {
  return await Promise.all(
    placements.map(async placement => {
      const of = { cluster: placement.cluster.name, namespace: placement.tenant.namespace };
      const after = await rendering.at(to, placement);
      if (from === undefined) return { ...of, changes: difference([], after) };
      try {
        return { ...of, changes: difference(await rendering.at(from, placement), after) };
      } catch (error) {
        // What is there already may be just what is to be mended.
        if (!(error instanceof PromotionRefused)) throw error;
        return { ...of, changes: difference([], after), note: error.message };
      }
    }),
  );
}
