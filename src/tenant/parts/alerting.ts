import { alertManifests } from "../alert-manifests.ts";
import { names } from "../names.ts";
import type { TenantPart } from "../part.ts";

export const alerting: TenantPart = {
  title: "Alerts",
  purpose: "What Flux has to say of the tenant's objects goes to the tenant's team.",
  after: ["namespace"],
  manifests: ({ tenant, cluster, stage, alerts }, { secret }) =>
    alerts
      ? alertManifests(alerts, {
          name: names.alerts,
          namespace: tenant.namespace,
          sources: ["GitRepository", "OCIRepository", "HelmRepository", "Kustomization", "HelmRelease"],
          metadata: { cluster: cluster.name, stage: stage.name },
          secret,
        })
      : [],
};
