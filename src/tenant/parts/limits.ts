import { names } from "../names.ts";
import type { TenantPart } from "../part.ts";

export const limits: TenantPart = {
  title: "Limits",
  purpose: "What the tenant may use of the cluster, and a container that says nothing of its needs.",
  after: ["namespace"],
  manifests: ({ tenant, size }) => {
    const metadata = { name: names.own, namespace: tenant.namespace };
    const { requests, limits, max } = size.container;
    return [
      {
        apiVersion: "v1",
        kind: "ResourceQuota",
        metadata,
        spec: {
          hard: {
            "requests.cpu": size.requests.cpu,
            "requests.memory": size.requests.memory,
            "limits.cpu": size.limits.cpu,
            "limits.memory": size.limits.memory,
            pods: `${size.pods}`,
            services: `${size.services}`,
            // What is reached from outside is reached through the ingress controller.
            "services.loadbalancers": "0",
            "services.nodeports": "0",
            persistentvolumeclaims: tenant.volumes ? `${size.volumes}` : "0",
            "requests.storage": tenant.volumes ? size.storage : "0",
          },
        },
      },
      {
        apiVersion: "v1",
        kind: "LimitRange",
        metadata,
        spec: { limits: [{ type: "Container", defaultRequest: requests, default: limits, max }] },
      },
    ];
  },
};
