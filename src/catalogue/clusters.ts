import { conflicts } from "../cluster/conflicts.ts";
import { type Cluster, cluster } from "../cluster/schema.ts";
import { at, type Draft, type PlacedLayer } from "./draft.ts";
import { explain, sentence } from "./explain.ts";
import { type Layer, resolve } from "./layer.ts";
import type { Problem } from "./problem.ts";
import { type Found, locate, toldOnce } from "./resolution.ts";
import type { Source } from "./source.ts";

/** The configuration of a stack that makes it a cluster's. */
export const clusterKey = "fairway:cluster";

/** Where a cluster's stack says it all. */
export const clusterPath = ["config", clusterKey];

/** What a cluster is called where it is spoken of as a whole. */
export const aCluster = "a cluster";

/** Lays each cluster's stack over the standard's `clusters`, and checks what comes of it. */
export function resolveClusters({ standard, stacks = new Map() }: Pick<Draft, "standard" | "stacks">): {
  readonly clusters: ReadonlyMap<string, Cluster>;
  readonly problems: readonly Problem[];
} {
  const clusters = new Map<string, Cluster>();
  const found: Found[] = [];
  for (const [name, source] of stacks) {
    if (at(source, ["config"])[clusterKey] === undefined) continue;
    const layers = layersOf(source, standard);
    const { data, findings } = explain(cluster, resolve(contents(layers)), aCluster);
    if (data) clusters.set(name, { ...data, name });
    const odds = data
      ? conflicts(data).map(({ path, message }) => ({ path, message: sentence(path, aCluster, message) }))
      : [];
    for (const finding of [...findings, ...odds])
      found.push({ entry: name, own: source.file, problem: locate(finding, layers) });
  }
  return { clusters, problems: toldOnce(found) };
}

function contents(layers: readonly PlacedLayer[]): Layer[] {
  return layers.map(({ layer }) => layer).reverse();
}

/** The layers of one cluster: its stack's first, then those of the standard for its platform and for all. */
function layersOf(stack: Source, standard: Source | undefined): PlacedLayer[] {
  const own = at(stack, clusterPath);
  const shared = standard
    ? ["defaults", String(own.platform)].map(name => ({
        source: standard,
        path: ["clusters", name],
        layer: at(standard, ["clusters", name]),
      }))
    : [];
  return [{ source: stack, path: clusterPath, layer: own }, ...shared.reverse()];
}
