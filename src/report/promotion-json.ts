import type { ClusterChange } from "../promotion/cluster-changes.ts";
import type { Commit } from "../promotion/history.ts";
import type { Plan } from "../promotion/promotion.ts";
import type { RollbackPlan } from "../promotion/rollback.ts";
import { shownAs } from "../promotion/shown.ts";

interface ClusterDocument {
  readonly cluster: string;
  readonly namespace: string;
  readonly created: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** What `fairway promote --json` prints of each stage; docs/json.md tells of each field. */
export interface MoveDocument {
  readonly stage: string;
  readonly branch: string;
  readonly result: "promoted" | "rolled back" | "already" | "planned" | "refused";
  readonly from?: string | null;
  readonly to?: string;
  /** What is planned, for `--plan`. */
  readonly plan?: string;
  /** Of a rollback: the commit that the branch has come to. */
  readonly commit?: string;
  readonly commits?: readonly Commit[];
  readonly clusters?: readonly ClusterDocument[];
  readonly reason?: string;
}

export function moveDocument(plan: Plan, result: MoveDocument["result"]): MoveDocument {
  const planned = result === "planned" ? { plan: shownAs(plan) } : {};
  return { ...common(plan), result, from: plan.from ?? null, ...planned };
}

/** @param commit what the branch is at, once it is done */
export function rollbackDocument(plan: RollbackPlan, commit?: string): MoveDocument {
  return {
    ...common(plan),
    from: plan.from,
    ...(commit ? { result: "rolled back", commit } : { result: "planned", plan: shownAs(plan) }),
  };
}

function common({ step: { stage, branch }, to, commits, clusters }: Plan | RollbackPlan) {
  return { stage, branch, to, commits, clusters: clusters.map(clusterDocument) };
}

function clusterDocument({ cluster, namespace, changes }: ClusterChange): ClusterDocument {
  const of = (action: string) =>
    changes.filter(change => change.action === action).map(({ object }) => object);
  return { cluster, namespace, created: of("create"), changed: of("update"), removed: of("delete") };
}
