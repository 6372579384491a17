import pMap from "p-map";
import type { AuditedEvent, Trace, Trail } from "../github/trail.ts";
import { kinds } from "../repository/desired.ts";
import type { KindName } from "../repository/resource.ts";

/** A difference in a repository, as far as it matters for who made it. */
export interface Traceable {
  readonly repository?: string;
  readonly kind: string;
  readonly key?: string;
  readonly property?: string;
  /** When Fairway wrote the thing last. */
  readonly after?: string;
}

const concurrency = 4;

/**
 * Differences with who made them and when, where GitHub tells: of rulesets by their history, of other things by the audit log
 * of the organisation. Nothing is asked of repositories in which nothing differs. Somebody is only named for the last change
 * of just that thing since Fairway wrote it.
 * @param idOf the thing's id at GitHub, where a state knows it
 */
export async function traced<D extends Traceable>(
  differences: readonly D[],
  trail: Trail,
  idOf: (difference: D) => string | undefined,
): Promise<readonly (D & Partial<Trace>)[]> {
  const repositories = Map.groupBy(differences, ({ repository }) => repository);
  const found = new Map<D, Trace>();
  await pMap(
    repositories,
    async ([repository, all]) => {
      if (repository === undefined) return;
      const left: D[] = [];
      for (const difference of all) {
        const trace = await ofRuleset(difference, trail, idOf(difference));
        if (trace) found.set(difference, trace);
        else if (isAudited(difference)) left.push(difference);
      }
      const since = left.flatMap(({ after = [] }) => after).sort()[0];
      if (since === undefined) return;
      const deeds = await trail.deedsIn(repository, since);
      for (const difference of left) {
        const deed = deeds.find(deed => tellsOf(deed, difference, idOf(difference)));
        if (deed) found.set(difference, { by: deed.by, at: deed.at });
      }
    },
    { concurrency },
  );
  return differences.map(difference => ({ ...difference, ...found.get(difference) }));
}

async function ofRuleset(
  { repository, kind, after }: Traceable,
  trail: Trail,
  id: string | undefined,
): Promise<Trace | undefined> {
  if (kind !== "ruleset" || repository === undefined || after === undefined || !id) return undefined;
  const trace = await trail.lastOfRuleset(repository, Number(id));
  return trace && trace.at > after ? trace : undefined;
}

function isAudited(difference: Traceable): boolean {
  return difference.after !== undefined && actionsOf(difference).length > 0;
}

function actionsOf({ kind, property }: Traceable): readonly string[] {
  const { audited } = kinds[kind as KindName] ?? {};
  if (!audited || Array.isArray(audited)) return audited ?? [];
  return (audited as Readonly<Record<string, readonly string[]>>)[property ?? ""] ?? [];
}

/** Where there may be several things of a kind, the event has to name just this one, by its key or its id. */
function tellsOf(deed: AuditedEvent, difference: Traceable, id: string | undefined): boolean {
  const { key, after = "" } = difference;
  if (deed.at <= after || !actionsOf(difference).some(action => deed.action.startsWith(action))) return false;
  if (key === undefined) return true;
  const said = Object.values(deed.fields).map(String);
  return said.includes(key) || (id !== undefined && said.includes(id));
}
