import { fleetFolder } from "../fleet-folders.ts";
import { gitSource } from "../git-source.ts";
import { names } from "../names.ts";
import type { ClusterPart } from "../part.ts";
import { pulled } from "../pulled.ts";

export const delivery: ClusterPart = {
  title: "Delivery by Git",
  purpose:
    "Where no runner reaches the cluster, Flux pulls everything that is declared here from the fleet repository, itself included.",
  after: ["flux"],
  kept: true,
  manifests: (cluster, context) => {
    if (cluster.delivery !== "git" || !cluster.fleet) return [];
    const { repository, branch } = cluster.fleet;
    return [
      ...gitSource(names.fleet, repository, branch, cluster, context),
      // Whatever the tree comes to, Flux does not remove itself.
      pulled(names.bootstrap, fleetFolder.bootstrap(cluster.name), { prune: false }),
      pulled(names.cluster, fleetFolder.cluster(cluster.name), { prune: true, after: names.bootstrap }),
    ];
  },
};
