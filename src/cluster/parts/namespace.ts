import { fluxNamespace } from "../names.ts";
import type { ClusterPart } from "../part.ts";

export const namespace: ClusterPart = {
  title: "Namespace",
  purpose: "Where Flux lives.",
  after: [],
  kept: true,
  manifests: () => [
    {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: {
        name: fluxNamespace,
        labels: {
          "pod-security.kubernetes.io/enforce": "restricted",
          "pod-security.kubernetes.io/enforce-version": "latest",
        },
      },
    },
  ],
};
