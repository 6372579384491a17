import type { NetworkPolicySpec } from "kubernetes-types/networking/v1.js";
import { namespaceLabel } from "../../kubernetes/labels.ts";
import { declared } from "../../tenant/part.ts";
import { fluxNamespace } from "../names.ts";
import type { ClusterPart } from "../part.ts";
import type { Cluster } from "../schema.ts";

export const network: ClusterPart = {
  title: "Network rules",
  purpose:
    "Flux is called by its own controllers, by monitoring, and by webhooks through the ingress controller. It calls wherever sources lie.",
  after: ["namespace"],
  kept: true,
  manifests: cluster =>
    Object.entries(policies(cluster)).flatMap(([name, spec]) =>
      declared({
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: `fairway-${name}`, namespace: fluxNamespace },
        spec,
      }),
    ),
};

function policies({ network }: Cluster): Readonly<Record<string, NetworkPolicySpec>> {
  const from = (namespace: string) => ({
    namespaceSelector: { matchLabels: { [namespaceLabel]: namespace } },
  });
  const tcp = (port: number) => [{ protocol: "TCP", port }];
  return {
    "default-deny": { podSelector: {}, policyTypes: ["Ingress"] },
    "own-namespace": {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [{ podSelector: {} }] }],
    },
    metrics: {
      podSelector: {},
      policyTypes: ["Ingress"],
      ingress: [{ from: [from(network.monitoring)], ports: tcp(8080) }],
    },
    webhooks: {
      podSelector: { matchLabels: { app: "notification-controller" } },
      policyTypes: ["Ingress"],
      ingress: [{ from: [from(network.ingress)], ports: tcp(9292) }],
    },
  };
}
