import type {
  NetworkPolicyPeer,
  NetworkPolicyPort,
  NetworkPolicySpec,
} from "kubernetes-types/networking/v1.js";
import { namespaceLabel, tenantLabel } from "../../kubernetes/labels.ts";
import { names } from "../names.ts";
import type { TenantPart } from "../part.ts";
import type { Placement } from "../placement.ts";

/** Addresses that are not the internet's: those of the organisation, of the machine, and of clouds' metadata services. */
const notPublic = {
  "0.0.0.0/0": [
    "10.0.0.0/8",
    "100.64.0.0/10",
    "127.0.0.0/8",
    "169.254.0.0/16",
    "172.16.0.0/12",
    "192.168.0.0/16",
  ],
  "::/0": ["::1/128", "fc00::/7", "fe80::/10"],
};

/** An API server's ports within a cluster: of its Service, and of itself. */
const apiServerPorts = [443, 6443];

export const network: TenantPart = {
  title: "Network rules",
  purpose: "Pods reach each other and DNS, and are read by monitoring; anything else is opened in the entry.",
  after: ["namespace"],
  manifests: placement =>
    Object.entries(policies(placement)).map(([name, spec]) => ({
      apiVersion: "networking.k8s.io/v1" as const,
      kind: "NetworkPolicy" as const,
      metadata: { name: `${names.own}-${name}`, namespace: placement.tenant.namespace },
      spec: { podSelector: {}, ...spec },
    })),
};

type Rules = Omit<NetworkPolicySpec, "podSelector">;

function policies({ tenant: { network, tofu }, cluster }: Placement): Readonly<Record<string, Rules>> {
  const { ingress, from, to, egress, internet, api_server } = network ?? {};
  const { ingress: controller, monitoring, api_server: apiServer } = cluster.network;
  return {
    "default-deny": { policyTypes: ["Ingress", "Egress"] },
    "own-namespace": {
      policyTypes: ["Ingress", "Egress"],
      ingress: [{ from: [{ podSelector: {} }] }],
      egress: [{ to: [{ podSelector: {} }] }, dns],
    },
    monitoring: { policyTypes: ["Ingress"], ingress: [{ from: [namespace(monitoring)] }] },
    ...(ingress && { ingress: incoming([[namespace(controller), ingress]]) }),
    ...(from && { "from-tenants": incoming(entries(from, tenant)) }),
    ...(to && { "to-tenants": outgoing(entries(to, tenant)) }),
    ...(egress && { outside: outgoing(entries(egress, cidr => ({ ipBlock: { cidr } }))) }),
    ...(internet && {
      internet: outgoing(
        entries(notPublic, (cidr, except) => ({ ipBlock: { cidr, except } })).map(([peer]) => [peer, [443]]),
      ),
    }),
    // Terraform's state and its locks are objects of the cluster.
    ...((api_server || (tofu && cluster.tofu)) &&
      apiServer && {
        "api-server": outgoing(apiServer.map(cidr => [{ ipBlock: { cidr } }, apiServerPorts])),
      }),
  };
}

type Opening = readonly [peer: NetworkPolicyPeer, ports: readonly number[]];

function entries<Value>(
  of: Readonly<Record<string, Value>>,
  peer: (name: string, value: Value) => NetworkPolicyPeer,
): [NetworkPolicyPeer, Value][] {
  return Object.entries(of).map(([name, value]) => [peer(name, value), value]);
}

function incoming(openings: readonly Opening[]): Rules {
  return {
    policyTypes: ["Ingress"],
    ingress: openings.map(([peer, ports]) => ({ from: [peer], ports: ports.map(tcp) })),
  };
}

function outgoing(openings: readonly Opening[]): Rules {
  return {
    policyTypes: ["Egress"],
    egress: openings.map(([peer, ports]) => ({ to: [peer], ports: ports.map(tcp) })),
  };
}

function tcp(port: number): NetworkPolicyPort {
  return { protocol: "TCP", port };
}

function namespace(name: string): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { [namespaceLabel]: name } } };
}

/** Only while the namespace is a tenant's: a name that becomes free must not open a door to whoever takes it. */
function tenant(name: string): NetworkPolicyPeer {
  return { namespaceSelector: { matchLabels: { [namespaceLabel]: name, [tenantLabel]: name } } };
}

const dns = {
  to: [
    {
      namespaceSelector: { matchLabels: { [namespaceLabel]: "kube-system" } },
      podSelector: { matchLabels: { "k8s-app": "kube-dns" } },
    },
  ],
  ports: ["UDP", "TCP"].map(protocol => ({ protocol, port: 53 })),
};
