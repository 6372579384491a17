import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ClusterBootstrap } from "../../components/cluster-bootstrap.ts";
import { ClusterKeys } from "../../components/cluster-keys.ts";
import { FluxTenant } from "../../components/flux-tenant.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { HeldSecrets } from "../cluster/held-secrets.ts";
import { names as clusterNames, fluxNamespace } from "../cluster/names.ts";
import type { ClusterContext } from "../cluster/part.ts";
import type { Cluster } from "../cluster/schema.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { ageKeyEntry } from "../kubernetes/secrets.ts";
import { names } from "../tenant/names.ts";
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
  /** What the cluster has already: keys that the state has lost are not made anew. */
  readonly held: HeldSecrets;
  /** Repositories whose keys are to be other ones from now on. */
  readonly rotated: ReadonlySet<string>;
}

/** The program of a cluster's stack: its bootstrap, and every tenant that has a place on it. */
export function clusterProgram(catalogue: Catalogue, options: ClusterProgramOptions): () => Promise<void> {
  return () => withoutRemovalsAfterRefusal(() => declare(catalogue, options));
}

function declare(catalogue: Catalogue, options: ClusterProgramOptions): void {
  const { cluster, kubeconfig, organization, held, rotated } = options;
  const provider = new kubernetes.Provider(cluster.name, {
    kubeconfig: pulumi.secret(kubeconfig),
    // The stack's cluster stays the same one, wherever its API server is reached.
    clusterIdentifier: cluster.name,
    // A state that was lost, or a run that was killed, leaves objects that are there and not in the state.
    upsertExistingObjects: true,
    // Whoever else has written a declared field, it is put back.
    enablePatchForce: true,
    // A Secret that is replaced is gone for a moment, and Flux with it.
    enableSecretMutable: true,
    enableConfigMapMutable: true,
  });
  const keys = new ClusterKeys(cluster.name, { organization });
  const here = placements(catalogue).filter(placement => placement.cluster.name === cluster.name);
  const common = { gitAddress: options.gitAddress, secret: secretFromEnvironment };
  const signIn = (repository: string, namespace: string, secret: string) => {
    const known = rotated.has(repository) ? undefined : held.value(namespace, secret, "identity");
    return { identity: keys.repository(repository, known), known_hosts: options.knownHosts };
  };
  const ageKey = (namespace: string, secret: string) =>
    keys.age(namespace, held.value(namespace, secret, ageKeyEntry));
  const ofCluster: ClusterContext = {
    ...common,
    install: options.install,
    placements: here,
    branch: stage => branchOf(catalogue, stage),
    credentials: (repository, secret) => signIn(repository, fluxNamespace, secret),
    ageKey: ageKey(fluxNamespace, clusterNames.ageSecret),
  };
  const ofTenant: TenantContext = {
    ...common,
    credentials: ({ repository, tenant }) => signIn(repository, tenant.namespace, names.gitSecret),
    ageKey: ({ tenant }) => ageKey(tenant.namespace, names.ageSecret),
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
