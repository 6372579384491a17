import type { StoredStack } from "../engine/deployment.ts";
import { repositoryOf } from "../engine/urn.ts";
import type { LiveOrganization } from "../github/live-organization.ts";
import { folded } from "../github/names.ts";
import type { Target } from "./target.ts";

/** A difference, as far as it tells that a repository has another name. */
interface Named {
  readonly kind: string;
  readonly property?: string;
  readonly found: unknown;
}

/**
 * The organisation's repositories that no entry is about, in the order of names. What is in the state waits for `up`, what has
 * another name by hand is a difference, and what is archived is where a repository goes whose entry is taken away.
 */
export async function undeclaredIn(
  live: LiveOrganization,
  { catalogue }: Pick<Target, "catalogue">,
  { deployment }: StoredStack,
  differences: readonly Named[],
): Promise<readonly string[]> {
  const names = [
    ...catalogue.repositories.flatMap(({ name, formerly = [] }) => [name, formerly].flat()),
    ...(deployment.resources ?? []).flatMap(({ urn }) => repositoryOf(urn) ?? []),
    ...differences.flatMap(({ kind, property, found }) =>
      kind === "lifecycle" && property === "repository" && typeof found === "string" ? [found] : [],
    ),
  ];
  const known = new Set(names.map(folded));
  return (await live.repositories)
    .filter(({ name, archived }) => !archived && !known.has(folded(name)))
    .map(({ name }) => name)
    .toSorted();
}
