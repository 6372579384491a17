import { ageKeyEntry } from "../../kubernetes/secrets.ts";
import { declared } from "../../tenant/part.ts";
import { gitSource } from "../git-source.ts";
import { accounts, fluxNamespace, names } from "../names.ts";
import type { ClusterPart } from "../part.ts";

export const services: ClusterPart = {
  title: "Services",
  purpose:
    "What runs on the cluster before its tenants, from the platform's own repository. Tenants wait for it.",
  after: ["flux", "variables"],
  manifests: (cluster, context) => {
    if (!cluster.services) return [];
    const { repository, branch = context.branch(cluster.stage), path } = cluster.services;
    const namespace = fluxNamespace;
    return declared(
      ...gitSource(names.services, repository, branch, cluster, context),
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: names.ageSecret, namespace },
        type: "Opaque",
        stringData: { [ageKeyEntry]: context.ageKey() },
      },
      {
        apiVersion: "kustomize.toolkit.fluxcd.io/v1",
        kind: "Kustomization",
        metadata: { name: names.services, namespace },
        spec: {
          interval: "10m",
          retryInterval: "1m",
          timeout: "10m",
          wait: true,
          prune: true,
          path: `./${path.replace(/^\.\//, "")}`,
          sourceRef: { kind: "GitRepository", name: names.services },
          serviceAccountName: accounts.kustomizations,
          decryption: { provider: "sops", secretRef: { name: names.ageSecret } },
          postBuild: {
            substituteFrom: [
              { kind: "ConfigMap", name: names.variables, optional: false },
              ...(Object.keys(cluster.secrets).length
                ? [{ kind: "Secret" as const, name: names.variables, optional: false }]
                : []),
            ],
          },
        },
      },
    );
  },
};
