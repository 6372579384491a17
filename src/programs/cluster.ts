import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ClusterBootstrap } from "../../components/cluster-bootstrap.ts";
import { ClusterKeys } from "../../components/cluster-keys.ts";
import { FluxTenant } from "../../components/flux-tenant.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { fluxNamespace } from "../cluster/names.ts";
import type { ClusterContext } from "../cluster/part.ts";
import type { Cluster } from "../cluster/schema.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { TenantContext } from "../tenant/part.ts";
import { placements } from "../tenant/placement.ts";
import { withoutRemovalsAfterRefusal } from "./refusal.ts";
import { secretFromEnvironment } from "./secrets.ts";

export interface ClusterProgramOptions {
  /** The organisation's login. */
  readonly organization: string;
  readonly cluster: Cluster;
  /** The kubeconfig's content. */
  readonly kubeconfig: string;
  /** Where the organisation's repositories lie for Flux on this cluster, e.g. `ssh://git@github.com/acme`. */
  readonly gitAddress: string;
  /** The host keys of that address, in the form of `known_hosts`. */
  readonly knownHosts: string;
  /** The objects of the release's `install.yaml`. */
  readonly install: readonly Manifest[];
}

/** The program of a cluster's stack: its bootstrap, and every tenant that has a place on it. */
export function clusterProgram(catalogue: Catalogue, options: ClusterProgramOptions): () => Promise<void> {
  return () => withoutRemovalsAfterRefusal(() => declare(catalogue, options));
}

function declare(catalogue: Catalogue, options: ClusterProgramOptions): void {
  const { cluster, kubeconfig, organization } = options;
  const provider = new kubernetes.Provider(cluster.name, {
    kubeconfig: pulumi.secret(kubeconfig),
    // A state that was lost, or a run that was killed, leaves objects that are there and not in the state.
    upsertExistingObjects: true,
  });
  const keys = new ClusterKeys(cluster.name, { organization });
  const here = placements(catalogue).filter(placement => placement.cluster.name === cluster.name);
  const common = { gitAddress: options.gitAddress, secret: secretFromEnvironment };
  const signIn = (repository: string) => ({
    identity: keys.repository(repository),
    known_hosts: options.knownHosts,
  });
  const ofCluster: ClusterContext = {
    ...common,
    install: options.install,
    placements: here,
    branch: stage => branchOf(catalogue, stage),
    credentials: signIn,
    ageKey: keys.age(fluxNamespace),
  };
  const ofTenant: TenantContext = {
    ...common,
    credentials: ({ repository }) => signIn(repository),
    ageKey: ({ tenant }) => keys.age(tenant.namespace),
  };
  const bootstrap = new ClusterBootstrap(cluster.name, { cluster, context: ofCluster, provider });
  for (const placement of here) {
    new FluxTenant(
      `${cluster.name}/${placement.tenant.namespace}`,
      { placement, context: ofTenant, provider },
      { dependsOn: bootstrap },
    );
  }
}

function branchOf({ standard }: Catalogue, stage: string): string {
  const found = standard.stages.find(({ name }) => name === stage);
  if (!found) throw new Error(`The standard has no stage ${stage}.`);
  return found.branch;
}
