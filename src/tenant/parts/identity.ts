import { names, tenantRole, tofuRole, volumesRole } from "../names.ts";
import type { TenantPart } from "../part.ts";
import type { Placement } from "../placement.ts";

export const identity: TenantPart = {
  title: "Identity",
  purpose:
    "Whom Flux acts as for the tenant: it may do what the tenant role allows, in this namespace alone.",
  after: ["namespace"],
  manifests: placement => {
    const { namespace } = placement.tenant;
    return [
      {
        apiVersion: "v1",
        kind: "ServiceAccount",
        metadata: { name: names.serviceAccount, namespace },
        // Flux asks for tokens itself; a Pod that runs under this account gets none.
        automountServiceAccountToken: false,
      },
      ...roles(placement).map(name => ({
        apiVersion: "rbac.authorization.k8s.io/v1" as const,
        kind: "RoleBinding" as const,
        metadata: { name, namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name },
        subjects: [{ kind: "ServiceAccount", name: names.serviceAccount, namespace }],
      })),
    ];
  },
};

function roles({ tenant, cluster }: Placement): string[] {
  return [
    tenantRole,
    ...(tenant.volumes ? [volumesRole] : []),
    ...(tenant.tofu && cluster.tofu ? [tofuRole] : []),
  ];
}
