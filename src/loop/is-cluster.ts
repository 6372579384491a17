import type { Target } from "./target.ts";

/** Whether the stack is a cluster's and not the organisation's. */
export function isCluster({ catalogue, stack }: Pick<Target, "catalogue" | "stack">): boolean {
  return catalogue.clusters.some(({ name }) => name === stack);
}
