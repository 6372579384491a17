import type { Change } from "../engine/plan.ts";

/** The repositories of a plan that everybody could see then, with all that is in them, and not everybody sees now. */
export function published(changes: readonly Change[]): readonly string[] {
  return changes.flatMap(({ repository, kind, action, properties }) => {
    const isThere = action === "update" || action === "import";
    const becomesPublic = properties.some(({ path, to }) => path === "visibility" && to === "public");
    return repository !== undefined && kind === "repository" && isThere && becomesPublic ? [repository] : [];
  });
}
