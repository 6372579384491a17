import type { Input } from "@pulumi/pulumi";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { SecretReference } from "../repository/secret.ts";
import { names as tenantNames } from "../tenant/names.ts";
import type { TenantContext } from "../tenant/part.ts";
import { type Placement, placements } from "../tenant/placement.ts";
import { names as clusterNames, fluxNamespace } from "./names.ts";
import type { ClusterContext } from "./part.ts";
import type { Cluster } from "./schema.ts";

/** What a cluster's desired state depends on beyond the catalogue. */
export interface Surroundings {
  /** Where the organisation's repositories lie for Flux on this cluster, e.g. `ssh://git@github.com/acme`. */
  readonly gitAddress: string;
  /** The objects of the release's `install.yaml`. */
  readonly install: readonly Manifest[];
}

/** Where the values come from that are secret, or made only once. */
export interface Values {
  /** What Flux signs in with to read a repository, to lie in this Secret. */
  credentials(repository: string, namespace: string, secret: string): Readonly<Record<string, Input<string>>>;
  /** The age key of a namespace, to lie in this Secret. */
  ageKey(namespace: string, secret: string): Input<string>;
  /** The value that a secret reference stands for. */
  secret(reference: SecretReference): Input<string>;
}

/** All that a cluster's bootstrap and its tenants are made from. */
export interface Contexts {
  /** The tenants on this cluster. */
  readonly placements: readonly Placement[];
  readonly cluster: ClusterContext;
  readonly tenant: TenantContext;
}

/** The contexts of a cluster of the catalogue, with their values from one source. */
export function contextsOf(
  cluster: Cluster,
  catalogue: Catalogue,
  { gitAddress, install }: Surroundings,
  values: Values,
): Contexts {
  const here = placements(catalogue).filter(placement => placement.cluster.name === cluster.name);
  const secret = (reference: SecretReference) => values.secret(reference);
  return {
    placements: here,
    cluster: {
      gitAddress,
      secret,
      install,
      placements: here,
      branch: stage => branchOf(catalogue, stage),
      credentials: (repository, name) => values.credentials(repository, fluxNamespace, name),
      ageKey: () => values.ageKey(fluxNamespace, clusterNames.ageSecret),
    },
    tenant: {
      gitAddress,
      secret,
      credentials: ({ repository, tenant: { namespace } }) =>
        values.credentials(repository, namespace, tenantNames.gitSecret),
      ageKey: ({ tenant: { namespace } }) => values.ageKey(namespace, tenantNames.ageSecret),
    },
  };
}

function branchOf({ standard }: Catalogue, stage: string): string {
  const found = standard.stages.find(({ name }) => name === stage);
  if (!found) throw new Error(`The standard has no stage ${stage}.`);
  return found.branch;
}
