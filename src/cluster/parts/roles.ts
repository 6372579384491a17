import { declared } from "../../tenant/part.ts";
import type { ClusterPart } from "../part.ts";
import { tenantRoles } from "../tenant-role.ts";

export const roles: ClusterPart = {
  title: "Tenant roles",
  purpose: "What tenants may do in their own namespaces, right by right.",
  after: [],
  manifests: () =>
    Object.entries(tenantRoles).flatMap(([name, rights]) =>
      declared({
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "ClusterRole",
        metadata: { name },
        rules: rights.map(({ group, resources, verbs }) => ({
          apiGroups: [group],
          resources: [...resources],
          verbs: [...verbs],
        })),
      }),
    ),
};
