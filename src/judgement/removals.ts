import type { Change } from "../engine/plan.ts";

/** The kinds of things that hold what does not come back with them. */
export const holding: ReadonlySet<string> = new Set(["repository", "team", "Namespace"]);

/** Whether something goes, or goes into the archive, that holds what does not come back with it. */
export function isRemoval(change: Change): boolean {
  const { kind, action, effect } = change;
  if (!holding.has(kind)) return isArchiving(change);
  return action === "replace" || (action === "delete" && effect !== "forgotten");
}

/** Whether a repository goes into the archive, its entry staying. */
export function isArchiving({ kind, properties }: Pick<Change, "kind" | "properties">): boolean {
  return kind === "lifecycle" && properties.some(({ path, to }) => path === "archived" && to === true);
}
