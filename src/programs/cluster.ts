import * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { ClusterBootstrap } from "../../components/cluster-bootstrap.ts";
import { ClusterKeys } from "../../components/cluster-keys.ts";
import { FluxTenant } from "../../components/flux-tenant.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { contextsOf, type Surroundings } from "../cluster/contexts.ts";
import type { HeldSecrets } from "../cluster/held-secrets.ts";
import type { Cluster } from "../cluster/schema.ts";
import { ageKeyEntry } from "../kubernetes/secrets.ts";
import { placements } from "../tenant/placement.ts";
import { withoutRemovalsAfterRefusal } from "./refusal.ts";
import { secretFromEnvironment } from "./secrets.ts";

export interface ClusterProgramOptions extends Surroundings {
  /** The organisation's login. */
  readonly organization: string;
  readonly cluster: Cluster;
  /** The kubeconfig's content. */
  readonly kubeconfig: string;
  /** The host keys of that address, in the form of `known_hosts`. */
  readonly knownHosts: string;
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
  const contexts = contextsOf(cluster, catalogue, options, {
    credentials: (repository, namespace, secret) => {
      const isRotated = rotated.has(repository);
      const known = isRotated ? undefined : held.identity(repository, here, [namespace, secret]);
      return { identity: keys.repository(repository, known, isRotated), known_hosts: options.knownHosts };
    },
    ageKey: (namespace, secret) => keys.age(namespace, held.value(namespace, secret, ageKeyEntry)),
    secret: secretFromEnvironment,
  });
  const bootstrap = new ClusterBootstrap(cluster.name, { cluster, context: contexts.cluster, provider });
  for (const placement of contexts.placements) {
    new FluxTenant(
      `${cluster.name}/${placement.tenant.namespace}`,
      { placement, context: contexts.tenant, provider },
      { dependsOn: bootstrap },
    );
  }
}
