import { names } from "../names.ts";
import type { TenantPart } from "../part.ts";

export const concurrency: TenantPart = {
  title: "Concurrency",
  purpose: "How much of Flux the tenant can keep busy at a time.",
  // A new quota lets nothing in of a kind that it does not count yet; on a new cluster that may take minutes.
  after: ["kustomizations"],
  manifests: ({ tenant: { namespace }, size }) => [
    {
      apiVersion: "v1",
      kind: "ResourceQuota",
      metadata: { name: names.concurrency, namespace },
      spec: {
        hard: {
          "count/kustomizations.kustomize.toolkit.fluxcd.io": `${size.concurrency}`,
          "count/helmreleases.helm.toolkit.fluxcd.io": `${size.concurrency}`,
        },
      },
    },
  ],
};
