import type { Catalogue } from "../catalogue/catalogue.ts";

/**
 * The stacks in the order in which they are brought up, those of one wave in any order: the organisation first, since
 * clusters read its repositories, then the clusters, stage by stage.
 * @param organization the name of the organisation's own stack
 */
export function wavesOf(
  { standard, clusters }: Pick<Catalogue, "standard" | "clusters">,
  organization: string,
): readonly (readonly string[])[] {
  const stages = standard.stages.map(({ name }) =>
    clusters.filter(({ stage }) => stage === name).map(cluster => cluster.name),
  );
  return [[organization], ...stages].filter(wave => wave.length > 0);
}
