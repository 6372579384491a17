import { alertManifests } from "../../tenant/alert-manifests.ts";
import { fluxNamespace, names } from "../names.ts";
import type { ClusterPart } from "../part.ts";

export const alerting: ClusterPart = {
  title: "Alerts",
  purpose: "What Flux has to say of the cluster's own objects goes to the platform team.",
  after: ["flux"],
  manifests: ({ name, stage, alerts }, { secret }) =>
    alerts
      ? alertManifests(alerts, {
          name: names.alerts,
          namespace: fluxNamespace,
          sources: ["GitRepository", "OCIRepository", "Kustomization", "HelmRelease"],
          metadata: { cluster: name, stage },
          secret,
        })
      : [],
};
