import { clusterRisks } from "../cluster/risks.ts";
import type { Change } from "../engine/plan.ts";
import type { Subject } from "../engine/urn.ts";
import { kinds } from "../repository/desired.ts";
import type { KindName } from "../repository/resource.ts";
import type { Risk } from "../repository/risk.ts";

/** Something in a plan that somebody should look at twice, and why. */
export interface Mark extends Subject {
  readonly risk: string;
}

/** What of a plan somebody should look at twice, in its order. */
export function marksOf(changes: readonly Change[]): readonly Mark[] {
  return changes.flatMap(change => {
    const { action: _action, effect: _effect, lost: _lost, properties: _properties, ...subject } = change;
    const risk = riskOf(change)?.(change);
    return risk === undefined ? [] : [{ ...subject, risk }];
  });
}

function riskOf({ kind, repository, cluster }: Change): Risk | undefined {
  if (cluster !== undefined) return clusterRisks[kind];
  return repository === undefined ? undefined : kinds[kind as KindName]?.risk;
}
