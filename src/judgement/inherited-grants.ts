import { folded } from "../github/names.ts";
import { isAtLeast } from "../repository/role.ts";
import type { Repository } from "../repository/specification.ts";

type Grants = NonNullable<NonNullable<Repository["access"]>["teams"]>;

/**
 * The teams' roles on a repository without those that a team has from the teams above it: GitHub's lists by team don't tell the
 * one from the other, so that a role no higher than theirs counts as a team's own where it is declared.
 * @param parents each team's parent, by name in lower case
 */
export function withoutInherited(
  found: Grants = {},
  { team, access }: Repository,
  parents: ReadonlyMap<string, string | undefined>,
): Grants {
  const declared = new Set([...Object.keys(access?.teams ?? {}), ...(team ? [team] : [])].map(folded));
  const roles = new Map(Object.entries(found).map(([name, role]) => [folded(name), role]));
  const hasAbove = (name: string, role: string): boolean => {
    const parent = parents.get(folded(name));
    if (parent === undefined) return false;
    const above = roles.get(folded(parent));
    return (above !== undefined && isAtLeast(above, role)) || hasAbove(parent, role);
  };
  const own = Object.entries(found).filter(
    ([name, role]) => declared.has(folded(name)) || !hasAbove(name, role),
  );
  return Object.fromEntries(own);
}
