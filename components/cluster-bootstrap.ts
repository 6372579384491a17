import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { clusterSteps } from "../src/cluster/desired.ts";
import type { ClusterContext } from "../src/cluster/part.ts";
import type { Cluster } from "../src/cluster/schema.ts";
import { component } from "../src/engine/component.ts";
import { makeSteps } from "./steps.ts";

export interface ClusterBootstrapArgs {
  /** The cluster as the catalogue resolves it. */
  readonly cluster: Cluster;
  /** What it depends on beyond itself: Flux's release, its tenants, keys. */
  readonly context: ClusterContext;
  readonly provider: kubernetes.Provider;
}

/**
 * What makes a cluster one of the organisation's: Flux, locked down, and what its tenants have in common. Removing it
 * leaves Flux and its namespace where they are.
 */
export class ClusterBootstrap extends pulumi.ComponentResource {
  constructor(
    name: string,
    { cluster, context, provider }: ClusterBootstrapArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super(component.clusterBootstrap, name, {}, options);
    makeSteps(clusterSteps(cluster, context), { parent: this, cluster: cluster.name, provider });
    this.registerOutputs();
  }
}
