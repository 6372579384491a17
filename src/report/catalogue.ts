import type { Catalogue } from "../catalogue/catalogue.ts";

/** How much a catalogue has: `34 repositories, 5 clusters`, without clusters where it has none. */
export function describeSize({
  repositories,
  clusters,
}: Pick<Catalogue, "repositories" | "clusters">): string {
  const kept = repositories.length === 1 ? "1 repository" : `${repositories.length} repositories`;
  if (!clusters.length) return kept;
  return `${kept}, ${clusters.length === 1 ? "1 cluster" : `${clusters.length} clusters`}`;
}
