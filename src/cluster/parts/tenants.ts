import { fleetFolder } from "../fleet-folders.ts";
import { names } from "../names.ts";
import type { ClusterPart } from "../part.ts";
import { pulled } from "../pulled.ts";

export const tenants: ClusterPart = {
  title: "Tenants",
  purpose:
    "With delivery by Git, one Kustomization for each tenant, so that what is wrong with one stops no other.",
  after: ["delivery", "roles", "policies"],
  manifests: (cluster, { placements }) =>
    cluster.delivery === "git"
      ? placements.map(({ tenant: { namespace } }) =>
          pulled(`tenant-${namespace}`, fleetFolder.app(cluster.name, namespace), {
            prune: true,
            after: names.bootstrap,
          }),
        )
      : [],
};
