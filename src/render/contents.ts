import type { Catalogue } from "../catalogue/catalogue.ts";
import { clusterSteps } from "../cluster/desired.ts";
import { gitAddress } from "../cluster/git-address.ts";
import type { Cluster } from "../cluster/schema.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Step } from "../kubernetes/part.ts";
import { tenantSteps } from "../tenant/desired.ts";
import { placements } from "../tenant/placement.ts";

/** Everything that a cluster would get. */
export interface Contents {
  readonly cluster: Cluster;
  readonly bootstrap: readonly Step[];
  /** By namespace. */
  readonly tenants: ReadonlyMap<string, readonly Step[]>;
}

/** What the contents are made from, beyond the catalogue. */
interface Surroundings {
  /** The organisation's login. */
  readonly organization: string;
  /** The objects of the cluster's release of Flux. */
  readonly install: readonly Manifest[];
}

/**
 * What a cluster would get, with names in place of what is secret: good for reading and for a repository, and nothing in
 * it has to be made first.
 * @throws UnusableRelease
 */
export function contentsOf(
  cluster: Cluster,
  catalogue: Catalogue,
  { organization, install }: Surroundings,
): Contents {
  const here = placements(catalogue).filter(placement => placement.cluster.name === cluster.name);
  const address = gitAddress(cluster, organization);
  const shared = {
    gitAddress: address,
    credentials: () => ({ identity: "", known_hosts: "" }),
    secret: ({ env }: { readonly env: string }) => env,
  };
  return {
    cluster,
    bootstrap: clusterSteps(cluster, {
      ...shared,
      install,
      placements: here,
      ageKey: "",
      branch: name => catalogue.standard.stages.find(stage => stage.name === name)?.branch ?? "",
    }),
    tenants: new Map(
      here.map(placement => [
        placement.tenant.namespace,
        tenantSteps(placement, { ...shared, ageKey: () => "" }),
      ]),
    ),
  };
}
