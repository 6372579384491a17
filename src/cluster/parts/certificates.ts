import { declared } from "../../tenant/part.ts";
import { fluxNamespace, names } from "../names.ts";
import type { ClusterPart } from "../part.ts";

export const certificates: ClusterPart = {
  title: "Certificates",
  purpose:
    "What Flux trusts beside the public certificates: the organisation's own, of mirrors and registries.",
  after: ["namespace"],
  kept: true,
  manifests: ({ ca }) =>
    ca === undefined
      ? []
      : declared({
          apiVersion: "v1",
          kind: "ConfigMap",
          metadata: { name: names.certificates, namespace: fluxNamespace },
          data: { "ca.crt": ca },
        }),
};
