import type { Standard } from "../catalogue/standard.ts";
import { type StoredStack, thingsOf } from "../engine/deployment.ts";
import type { Plan } from "../engine/plan.ts";
import { type Subject, subjectOf } from "../engine/urn.ts";
import { weakerProtection } from "../repository/risk.ts";
import { published } from "./publications.ts";
import { holding, isRemoval } from "./removals.ts";
import { marksOf } from "./risks.ts";

/** What somebody has said that a run may do. */
export interface Permission {
  /** Repositories, teams and namespaces that may be removed, or go into the archive, however many they are. */
  readonly remove: readonly string[];
  /** Whether there may be less protection than before. */
  readonly weaker: boolean;
  /** Whether repositories that are there may become public. */
  readonly publish: boolean;
}

export const nothingPermitted: Permission = { remove: [], weaker: false, publish: false };

/** Something in a plan that nobody has said it may do. */
export interface Gate {
  /** What it would do. */
  readonly reason: string;
  /** The option that says it may. */
  readonly option: string;
}

type Gates = Standard["gates"];

/** What of a plan somebody has to permit first. */
export function closedGates(
  plan: Pick<Plan, "changes">,
  state: StoredStack,
  { removals: limit }: Gates,
  { remove, weaker, publish }: Permission = nothingPermitted,
): readonly Gate[] {
  const removed = [...new Set(plan.changes.filter(isRemoval).map(nameOf))];
  const unnamed = removed.filter(name => !remove.includes(name));
  const weakened = marksOf(plan.changes).filter(({ risk }) => risk === weakerProtection);
  const gates: Gate[] = [];
  if (unnamed.length > allowed(limit, state)) {
    const reason =
      `${unnamed.length} would be removed or archived at once, where \`gates.removals\` of the standard ` +
      `says ${limit}: ${unnamed.join(", ")}`;
    gates.push({ reason, option: `--remove ${unnamed.join(" ")}` });
  }
  if (weakened.length > 0 && !weaker) {
    const reason = `There would be weaker protection than before: ${weakened.map(describe).join(", ")}`;
    gates.push({ reason, option: "--allow-weaker" });
  }
  const opened = published(plan.changes);
  if (opened.length > 0 && !publish) {
    const reason = `These would become public, with all their history: ${opened.join(", ")}`;
    gates.push({ reason, option: "--allow-public" });
  }
  return gates;
}

function allowed(limit: Gates["removals"], state: StoredStack): number {
  if (typeof limit === "number") return limit;
  const held = thingsOf(state).filter(({ urn }) => holding.has(subjectOf(urn).kind));
  return Math.floor((held.length * Number.parseInt(limit, 10)) / 100);
}

function nameOf({ repository, key, kind }: Subject): string {
  return repository ?? key ?? kind;
}

function describe({ repository, organization, cluster, kind, key }: Subject): string {
  return [repository ?? organization ?? cluster, kind, ...(key === undefined ? [] : [key])].join("/");
}
