import { servicesName } from "../../cluster/names.ts";
import { folders, names } from "../names.ts";
import type { TenantPart } from "../part.ts";
import { appliedPath } from "../placement.ts";

export const kustomizations: TenantPart = {
  title: "Kustomizations",
  purpose:
    "What is applied: `config/`, then `kubernetes/` or the stage's overlay in it, as the tenant's own identity and into its own namespace, once the cluster's services are there.",
  after: ["identity", "limits", "network", "variables", "source", "decryption", "alerting", "tofu"],
  manifests: placement => {
    const { tenant, cluster } = placement;
    const { namespace, secrets = {} } = tenant;
    return folders.map((folder, index) => {
      const before = folders[index - 1];
      const dependsOn = before ? [{ name: before }] : cluster.services ? [servicesName] : [];
      return {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: folder, namespace },
        spec: {
          interval: "10m",
          retryInterval: "1m",
          timeout: "5m",
          wait: true,
          prune: true,
          path: `./${appliedPath(placement, folder)}`,
          sourceRef: { kind: "GitRepository", name: names.git },
          serviceAccountName: names.serviceAccount,
          targetNamespace: namespace,
          ...(dependsOn.length ? { dependsOn } : {}),
          decryption: { provider: "sops", secretRef: { name: names.ageSecret } },
          postBuild: {
            substituteFrom: [
              { kind: "ConfigMap", name: names.variables, optional: false },
              ...(Object.keys(secrets).length
                ? [{ kind: "Secret" as const, name: names.variables, optional: false }]
                : []),
            ],
          },
        },
      };
    });
  },
};
