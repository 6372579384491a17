import { type StoredStack, thingsOf } from "../engine/deployment.ts";
import type { Change } from "../engine/plan.ts";
import { subjectOf } from "../engine/urn.ts";
import { webRoot } from "../scaffolding/addresses.ts";
import { subjectName } from "./adopt.ts";

/** A repository that the state knows and that GitHub does not show any more. */
export interface Lost {
  readonly repository: string;
  /** Where an owner of the organisation may get it back, with all that was in it. */
  readonly restore: string;
}

/** Changes in which what is to be made is told to be lost where the state knows it. */
export function tellingLost(changes: readonly Change[], state: StoredStack): readonly Change[] {
  const isNew = ({ kind, action }: Change) => kind === "repository" && action === "create";
  if (!changes.some(isNew)) return changes;
  const known = namesIn(state);
  return changes.map(change =>
    isNew(change) && known.has(subjectName(change)) ? { ...change, lost: true } : change,
  );
}

/**
 * The repositories that a plan would make anew, empty. Within 90 days what was deleted can be restored.
 * https://docs.github.com/en/repositories/creating-and-managing-repositories/restoring-a-deleted-repository
 */
export function lostIn(changes: readonly Change[], organization: string): readonly Lost[] {
  const restore = `${webRoot()}/organizations/${organization}/settings/deleted_repositories`;
  return changes.flatMap(({ lost, repository }) => (lost && repository ? [{ repository, restore }] : []));
}

/**
 * The repositories that another owner has now: GitHub leads from the former place to the new one, and of what the state knows
 * only the lifecycle, which looks at whose it is, is gone.
 */
export function transferredIn(changes: readonly Change[], state: StoredStack): readonly string[] {
  const known = namesIn(state);
  const created = new Set(changes.filter(({ action }) => action === "create").map(subjectName));
  const isGone = (repository: string, kind: string) => created.has(subjectName({ repository, kind }));
  const isKnown = (repository: string, kind: string) => known.has(subjectName({ repository, kind }));
  return [...new Set(changes.flatMap(({ repository = [] }) => repository))].filter(
    name =>
      ["repository", "lifecycle"].every(kind => isKnown(name, kind)) &&
      isGone(name, "lifecycle") &&
      !isGone(name, "repository"),
  );
}

/** The names of all that a state knows, as `subjectName` gives them. */
function namesIn(state: StoredStack): ReadonlySet<string> {
  return new Set(thingsOf(state).map(({ urn }) => subjectName(subjectOf(urn))));
}
