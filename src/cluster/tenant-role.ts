import { tenantRole, tofuRole, tofuRunnerRole, volumesRole } from "../tenant/names.ts";

/** One thing that tenants may do, and why. */
export interface Right {
  /** The API group; the core one is the empty text. */
  readonly group: string;
  readonly resources: readonly string[];
  readonly verbs: readonly string[];
  readonly why: string;
}

const read = ["get", "list", "watch"];
const write = [...read, "create", "update", "patch", "delete"];

const rights: readonly Right[] = [
  {
    group: "",
    resources: ["configmaps", "secrets"],
    verbs: write,
    why: "Configuration, and what Helm remembers of its releases.",
  },
  {
    group: "",
    resources: ["services"],
    verbs: write,
    why: "How Pods are reached. Quota allows no load balancers and no node ports.",
  },
  {
    group: "",
    resources: ["serviceaccounts"],
    verbs: write,
    why: "Identities of the application’s own Pods. Nobody may act as one, and no token is handed out.",
  },
  {
    group: "",
    resources: [
      "pods",
      "pods/log",
      "pods/status",
      "events",
      "endpoints",
      "replicationcontrollers",
      "resourcequotas",
      "limitranges",
      "persistentvolumeclaims",
    ],
    verbs: read,
    why: "Health checks, and seeing what is going on. Pods come from workloads.",
  },
  { group: "apps", resources: ["deployments", "statefulsets"], verbs: write, why: "Workloads." },
  {
    group: "apps",
    resources: ["replicasets", "controllerrevisions", "daemonsets"],
    verbs: read,
    why: "What workloads are made of, for health checks.",
  },
  {
    group: "batch",
    resources: ["jobs", "cronjobs"],
    verbs: write,
    why: "Work that ends: migrations, reports.",
  },
  {
    group: "autoscaling",
    resources: ["horizontalpodautoscalers"],
    verbs: write,
    why: "More Pods when there is more to do.",
  },
  {
    group: "policy",
    resources: ["poddisruptionbudgets"],
    verbs: write,
    why: "How many Pods stay while machines are replaced.",
  },
  { group: "networking.k8s.io", resources: ["ingresses"], verbs: write, why: "Being reached from outside." },
  {
    group: "gateway.networking.k8s.io",
    resources: ["httproutes", "grpcroutes"],
    verbs: write,
    why: "Being reached from outside through a gateway of the platform.",
  },
  {
    group: "networking.k8s.io",
    resources: ["networkpolicies"],
    verbs: read,
    why: "Seeing what is open. Opening more is asked for in the entry.",
  },
  {
    group: "discovery.k8s.io",
    resources: ["endpointslices"],
    verbs: read,
    why: "Seeing what a Service leads to.",
  },
  {
    group: "coordination.k8s.io",
    resources: ["leases"],
    verbs: write,
    why: "An application’s replicas choosing a leader.",
  },
  {
    group: "rbac.authorization.k8s.io",
    resources: ["roles", "rolebindings"],
    verbs: write,
    why: "Rights of the application’s own Pods. Nobody gives what they do not have themselves, and a policy refuses subjects from elsewhere.",
  },
  {
    group: "source.toolkit.fluxcd.io",
    resources: ["gitrepositories", "ocirepositories", "helmrepositories"],
    verbs: write,
    why: "Sources of its own. A policy lets in those of the organisation.",
  },
  {
    group: "source.toolkit.fluxcd.io",
    resources: ["helmcharts"],
    verbs: read,
    why: "Seeing what a HelmRelease is made of; Flux makes these itself.",
  },
  {
    group: "kustomize.toolkit.fluxcd.io",
    resources: ["kustomizations"],
    verbs: write,
    why: "Splitting up a large application.",
  },
  {
    group: "helm.toolkit.fluxcd.io",
    resources: ["helmreleases"],
    verbs: write,
    why: "Applications that come as charts.",
  },
  {
    group: "notification.toolkit.fluxcd.io",
    resources: ["alerts", "providers", "receivers"],
    verbs: read,
    why: "Seeing who is told.",
  },
];

/** The ClusterRoles that tenants have in their own namespaces, by name. */
export const tenantRoles: Readonly<Record<string, readonly Right[]>> = {
  [tenantRole]: rights,
  [volumesRole]: [
    {
      group: "",
      resources: ["persistentvolumeclaims"],
      verbs: write,
      why: "Volumes, for tenants with `volumes`.",
    },
  ],
  [tofuRole]: [
    {
      group: "infra.contrib.fluxcd.io",
      resources: ["terraforms"],
      verbs: write,
      why: "Terraform run by tofu-controller, for tenants with `tofu`.",
    },
  ],
  [tofuRunnerRole]: [
    {
      group: "",
      resources: ["configmaps", "secrets"],
      verbs: write,
      why: "Terraform’s state, its inputs and its outputs. This role is not the tenant’s own: the runner has it.",
    },
    { group: "coordination.k8s.io", resources: ["leases"], verbs: write, why: "The lock on the state." },
  ],
};

/** What Kubernetes' role `admin` has beyond ours, and why a tenant has not. */
export const withheld: readonly { readonly right: string; readonly why: string }[] = [
  {
    right: "`pods/exec`, `pods/attach`, `pods/portforward`, and the `proxy` of Pods and Services",
    why: "Flux needs none of them; they lead into running containers and past network rules.",
  },
  { right: "`impersonate` on `serviceaccounts`", why: "A tenant acts as itself." },
  {
    right: "`create` on `serviceaccounts/token`",
    why: "A token outlives the Pod it was made for, and works from anywhere.",
  },
  {
    right: "writing `networkpolicies`",
    why: "Network rules add up: whoever may write one may open everything.",
  },
  {
    right: "writing `pods`, `replicasets` and `replicationcontrollers`, and `pods/eviction`",
    why: "What runs is declared as a workload, so that a policy sees its template and Flux its health.",
  },
  { right: "writing `daemonsets`", why: "A Pod on every machine is the platform’s to decide." },
  {
    right: "writing `persistentvolumeclaims`",
    why: "Only tenants with `volumes`, since removing those asks twice.",
  },
  {
    right: "writing `endpoints` and `endpointslices`",
    why: "They lead a Service to addresses that no network rule foresees.",
  },
  { right: "`deletecollection`", why: "Flux removes what it has applied, object by object." },
  {
    right: "Buckets, image automation and ExternalArtifacts of Flux",
    why: "No policy can tell whose they are.",
  },
  {
    right: "writing Alerts, Providers and Receivers of Flux",
    why: "A Provider sends what Flux knows to any address.",
  },
];
