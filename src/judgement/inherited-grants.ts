import { folded } from "../github/names.ts";
import type { Repository } from "../repository/specification.ts";

type Grants = NonNullable<NonNullable<Repository["access"]>["teams"]>;

/**
 * The teams' roles on a repository without those that a team only has from the teams above it: GitHub's lists by team don't
 * tell the one from the other, so that a team's own role counts where it is declared.
 * @param parents each team's parent, by name in lower case
 */
export function withoutInherited(
  found: Grants = {},
  { team, access }: Repository,
  parents: ReadonlyMap<string, string | undefined>,
): Grants {
  const declared = new Set([...Object.keys(access?.teams ?? {}), ...(team ? [team] : [])].map(folded));
  const named = new Set(Object.keys(found).map(folded));
  const hasAbove = (name: string): boolean => {
    const parent = parents.get(folded(name));
    return parent !== undefined && (named.has(folded(parent)) || hasAbove(parent));
  };
  const own = Object.entries(found).filter(([name]) => declared.has(folded(name)) || !hasAbove(name));
  return Object.fromEntries(own);
}
