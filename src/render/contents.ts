import type { Catalogue } from "../catalogue/catalogue.ts";
import { contextsOf, type Surroundings, type Values } from "../cluster/contexts.ts";
import { clusterSteps } from "../cluster/desired.ts";
import { gitAddress } from "../cluster/git-address.ts";
import type { Cluster } from "../cluster/schema.ts";
import type { Step } from "../kubernetes/part.ts";
import { tenantSteps } from "../tenant/desired.ts";

/** Everything that a cluster would get. */
export interface Contents {
  readonly cluster: Cluster;
  readonly bootstrap: readonly Step[];
  /** By namespace. */
  readonly tenants: ReadonlyMap<string, readonly Step[]>;
}

/** Names in place of what is secret: good for reading and for a repository, and nothing has to be made first. */
const names: Values = {
  credentials: () => ({ identity: "", known_hosts: "" }),
  ageKey: () => "",
  secret: ({ env }) => env,
};

/**
 * What a cluster would get, with names in place of what is secret unless the values are given.
 * @throws UnusableRelease
 */
export function contentsOf(
  cluster: Cluster,
  catalogue: Catalogue,
  { organization, install }: { readonly organization: string } & Pick<Surroundings, "install">,
  values: Values = names,
): Contents {
  const surroundings = { install, gitAddress: gitAddress(cluster, organization) };
  const contexts = contextsOf(cluster, catalogue, surroundings, values);
  return {
    cluster,
    bootstrap: clusterSteps(cluster, contexts.cluster),
    tenants: new Map(
      contexts.placements.map(placement => [
        placement.tenant.namespace,
        tenantSteps(placement, contexts.tenant),
      ]),
    ),
  };
}
