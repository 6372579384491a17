import { labelled, managedBy } from "../kubernetes/labels.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { type Step, stepsOf } from "../kubernetes/part.ts";
import type { ClusterContext } from "./part.ts";
import { parts } from "./parts.ts";
import type { Cluster } from "./schema.ts";

/**
 * What makes a cluster one of ours, part by part, each with the parts that it waits for: Flux, and what its tenants have
 * in common. The one place that says what a bootstrap is.
 * @throws UnusableRelease where Flux's manifests are not what they should be
 */
export function clusterSteps(cluster: Cluster, context: ClusterContext): readonly Step[] {
  const labels = { [managedBy.key]: managedBy.value };
  return stepsOf(parts, cluster, context).map(step => ({
    ...step,
    manifests: step.manifests.map(manifest => labelled(manifest, labels)),
  }));
}

/** All objects of a cluster's bootstrap, without those of its tenants. */
export function desiredCluster(cluster: Cluster, context: ClusterContext): readonly Manifest[] {
  return clusterSteps(cluster, context).flatMap(({ manifests }) => manifests);
}
