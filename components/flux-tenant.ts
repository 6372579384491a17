import type * as kubernetes from "@pulumi/kubernetes";
import * as pulumi from "@pulumi/pulumi";
import { component } from "../src/engine/component.ts";
import { tenantSteps } from "../src/tenant/desired.ts";
import type { TenantContext } from "../src/tenant/part.ts";
import type { Placement } from "../src/tenant/placement.ts";
import { makeSteps } from "./steps.ts";

export interface FluxTenantArgs {
  /** The tenant on its cluster, as the catalogue resolves it. */
  readonly placement: Placement;
  /** What it depends on beyond itself: mostly keys. */
  readonly context: TenantContext;
  readonly provider: kubernetes.Provider;
}

/**
 * An application's place on a cluster: a namespace with an identity, limits and network rules of its own, into which Flux
 * brings what the application's deploy repository says.
 */
export class FluxTenant extends pulumi.ComponentResource {
  constructor(
    name: string,
    { placement, context, provider }: FluxTenantArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    super(component.fluxTenant, name, {}, options);
    const { name: cluster } = placement.cluster;
    makeSteps(tenantSteps(placement, context), { parent: this, cluster, provider });
    this.registerOutputs();
  }
}
