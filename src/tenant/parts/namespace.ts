import { annotationPrefix } from "../../kubernetes/labels.ts";
import type { TenantPart } from "../part.ts";

/** https://kubernetes.io/docs/concepts/security/pod-security-admission/ */
const modes = ["enforce", "audit", "warn"];

export const namespace: TenantPart = {
  title: "Namespace",
  purpose: "The tenant's place, where no Pod runs that does not keep to its Pod Security Standard.",
  after: [],
  manifests: ({ repository, team, tenant, stage }) => [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: tenant.namespace,
        labels: Object.fromEntries(
          modes.flatMap(mode => [
            [`pod-security.kubernetes.io/${mode}`, tenant.pod_security],
            [`pod-security.kubernetes.io/${mode}-version`, "latest"],
          ]),
        ),
        annotations: {
          [`${annotationPrefix}repository`]: repository,
          [`${annotationPrefix}stage`]: stage.name,
          ...(team === undefined ? {} : { [`${annotationPrefix}team`]: team }),
        },
      },
    },
  ],
};
