import { labelled, managedBy, tenantLabel } from "../kubernetes/labels.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { type Step, stepsOf } from "../kubernetes/part.ts";
import type { TenantContext } from "./part.ts";
import { parts } from "./parts.ts";
import type { Placement } from "./placement.ts";

/**
 * What a tenant is on one cluster, part by part, each with the parts that it waits for. The one place that says what a
 * tenant is. Removal goes backwards: first the Kustomizations, which clean up as the tenant's identity, then that
 * identity and the rest, last the Namespace.
 */
export function tenantSteps(placement: Placement, context: TenantContext): readonly Step[] {
  const labels = { [managedBy.key]: managedBy.value, [tenantLabel]: placement.tenant.namespace };
  return stepsOf(parts, placement, context).map(step => ({
    ...step,
    manifests: step.manifests.map(manifest => labelled(manifest, labels)),
  }));
}

/** All objects of a tenant on one cluster. */
export function desiredTenant(placement: Placement, context: TenantContext): readonly Manifest[] {
  return tenantSteps(placement, context).flatMap(({ manifests }) => manifests);
}
