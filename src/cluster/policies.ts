import { managedBy, tenantLabel } from "../kubernetes/labels.ts";
import type { Declared } from "../kubernetes/manifest.ts";
import { names } from "../tenant/names.ts";

/** A rule in the Common Expression Language, and what is told where it does not hold. */
interface Rule {
  readonly expression: string;
  readonly message: string;
}

/** What the API server refuses in tenants' namespaces. */
export interface Policy {
  readonly name: string;
  readonly purpose: string;
  readonly group: string;
  readonly resources: readonly string[];
  readonly operations: readonly ("CREATE" | "UPDATE" | "DELETE")[];
  /** Only what tenants themselves ask for: Flux on their behalf, or their Pods. */
  readonly ofTenants?: true;
  readonly variables?: Readonly<Record<string, string>>;
  readonly rules: readonly Rule[];
}

const changes = ["CREATE", "UPDATE"] as const;

/**
 * All policies of a cluster.
 * https://kubernetes.io/docs/reference/access-authn-authz/validating-admission-policy/
 * @param sources the beginnings of the addresses that tenants may pull from
 */
export function policies(sources: readonly string[]): readonly Policy[] {
  return [
    {
      name: "fairway-tenant-sources",
      purpose: "Tenants pull from the organisation’s own repositories and registries.",
      group: "source.toolkit.fluxcd.io",
      resources: ["gitrepositories", "ocirepositories", "helmrepositories"],
      operations: changes,
      rules: [
        {
          expression: `${list(sources)}.exists(source, object.spec.url.startsWith(source)) && !object.spec.url.contains("..") && !object.spec.url.contains("%")`,
          message: `the source is not one of the organisation's: ${sources.join(", ")}`,
        },
        {
          expression: "!has(object.spec.proxySecretRef)",
          message: "a proxy would decide where the source comes from",
        },
        {
          expression: "!has(object.spec.recurseSubmodules) || !object.spec.recurseSubmodules",
          message: "submodules may come from anywhere; put what they hold into the repository",
        },
      ],
    },
    {
      name: "fairway-tenant-buckets",
      purpose: "A bucket’s address does not tell whose it is.",
      group: "source.toolkit.fluxcd.io",
      resources: ["buckets", "externalartifacts"],
      operations: changes,
      rules: [{ expression: "false", message: "tenants pull from repositories and registries" }],
    },
    {
      name: "fairway-tenant-targets",
      purpose: "Flux applies what is a tenant’s to this cluster and to no other.",
      group: "*",
      resources: ["kustomizations", "helmreleases"],
      operations: changes,
      rules: [
        { expression: "!has(object.spec.kubeConfig)", message: "another cluster can't be reached from here" },
      ],
    },
    ...podTemplates.map(podTemplatePolicy),
    {
      name: "fairway-tenant-bindings",
      purpose: "A tenant gives rights in its namespace to its own identities only.",
      group: "rbac.authorization.k8s.io",
      resources: ["rolebindings"],
      operations: changes,
      ofTenants: true,
      rules: [
        {
          expression: `!has(object.subjects) || object.subjects.all(subject, subject.kind == "ServiceAccount" && has(subject.namespace) && subject.namespace == request.namespace)`,
          message: "a tenant gives rights to ServiceAccounts of its own namespace only",
        },
      ],
    },
    {
      name: "fairway-tenant-tokens",
      purpose: "No token that outlives the Pod it was made for.",
      group: "",
      resources: ["secrets"],
      operations: changes,
      ofTenants: true,
      rules: [
        {
          expression: `!has(object.type) || object.type != "kubernetes.io/service-account-token"`,
          message: "tokens of ServiceAccounts are made for Pods only",
        },
      ],
    },
    {
      name: "fairway-tenant-ownership",
      purpose: "What Fairway has made in a tenant’s namespace is not the tenant’s to change.",
      group: "*",
      resources: ["*"],
      operations: ["UPDATE", "DELETE"],
      ofTenants: true,
      rules: [
        {
          expression: `!has(oldObject.metadata.labels) || !(${text(managedBy.key)} in oldObject.metadata.labels) || oldObject.metadata.labels[${text(managedBy.key)}] != ${text(managedBy.value)}`,
          message: "Fairway keeps this object; change the tenant's entry in the catalogue",
        },
      ],
    },
  ];
}

/** A kind of workload by where its Pods' specification stands. */
interface PodTemplate {
  readonly name: string;
  readonly group: string;
  readonly resources: readonly string[];
  readonly path: string;
}

const podTemplates: readonly PodTemplate[] = [
  {
    name: "apps",
    group: "apps",
    resources: ["deployments", "statefulsets", "daemonsets", "replicasets"],
    path: "object.spec.template.spec",
  },
  { name: "jobs", group: "batch", resources: ["jobs"], path: "object.spec.template.spec" },
  {
    name: "cronjobs",
    group: "batch",
    resources: ["cronjobs"],
    path: "object.spec.jobTemplate.spec.template.spec",
  },
  {
    name: "replicationcontrollers",
    group: "",
    resources: ["replicationcontrollers"],
    path: "object.spec.template.spec",
  },
  { name: "podtemplates", group: "", resources: ["podtemplates"], path: "object.template.spec" },
];

/** https://kubernetes.io/docs/concepts/security/pod-security-standards/#baseline */
const baselineCapabilities = [
  "AUDIT_WRITE",
  "CHOWN",
  "DAC_OVERRIDE",
  "FOWNER",
  "FSETID",
  "KILL",
  "MKNOD",
  "NET_BIND_SERVICE",
  "SETFCAP",
  "SETGID",
  "SETPCAP",
  "SETUID",
  "SYS_CHROOT",
];

/**
 * The Pod Security Standard is asked when a Pod is made, and says no to nobody who is looking. A policy on the template
 * says it to Flux, which tells the tenant.
 */
function podTemplatePolicy({ name, group, resources, path }: PodTemplate): Policy {
  const unset = (field: string) => `!has(variables.pod.${field}) || !variables.pod.${field}`;
  const containers = (condition: string) => `variables.containers.all(container, ${condition})`;
  return {
    name: `fairway-tenant-pods-of-${name}`,
    purpose: "No Pod gets hold of the machine that it runs on.",
    group,
    resources,
    operations: changes,
    variables: {
      pod: path,
      containers:
        "variables.pod.containers + (has(variables.pod.initContainers) ? variables.pod.initContainers : [])",
    },
    rules: [
      {
        expression: containers(
          "!has(container.securityContext) || !has(container.securityContext.privileged) || !container.securityContext.privileged",
        ),
        message: "privileged containers get hold of the machine",
      },
      {
        expression: ["hostNetwork", "hostPID", "hostIPC"].map(field => `(${unset(field)})`).join(" && "),
        message: "the machine's network and processes are not a tenant's",
      },
      {
        expression: "!has(variables.pod.volumes) || variables.pod.volumes.all(volume, !has(volume.hostPath))",
        message: "the machine's files are not a tenant's",
      },
      {
        expression: containers(
          "!has(container.ports) || container.ports.all(port, !has(port.hostPort) || port.hostPort == 0)",
        ),
        message: "the machine's ports are not a tenant's",
      },
      {
        expression: containers(
          `!has(container.securityContext) || !has(container.securityContext.capabilities) || !has(container.securityContext.capabilities.add) || container.securityContext.capabilities.add.all(capability, capability in ${list(baselineCapabilities)})`,
        ),
        message: `no capabilities but ${baselineCapabilities.join(", ")}`,
      },
      {
        expression: `!has(variables.pod.serviceAccountName) || variables.pod.serviceAccountName != ${text(names.serviceAccount)}`,
        message: "the identity that Flux acts as is not for Pods; give them one of their own",
      },
    ],
  };
}

/** The policy and what puts it in force, as objects. */
export function policyManifests(policy: Policy): readonly Declared[] {
  const { name, group, resources, operations, ofTenants, variables = {}, rules } = policy;
  const { purpose } = policy;
  return [
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicy",
      metadata: { name, annotations: { "fairway/purpose": purpose } },
      spec: {
        failurePolicy: "Fail",
        matchConstraints: {
          namespaceSelector: { matchExpressions: [{ key: tenantLabel, operator: "Exists" }] },
          resourceRules: [
            {
              apiGroups: [group],
              apiVersions: ["*"],
              operations: [...operations],
              resources: [...resources],
              // A selector of namespaces lets everything through to the policy that lies in none.
              scope: "Namespaced",
            },
          ],
        },
        ...(ofTenants
          ? {
              matchConditions: [
                {
                  name: "asked-for-by-the-tenant",
                  expression: `request.userInfo.username.startsWith("system:serviceaccount:" + request.namespace + ":")`,
                },
              ],
            }
          : {}),
        variables: Object.entries(variables).map(([name, expression]) => ({ name, expression })),
        validations: rules.map(rule => ({ ...rule, reason: "Forbidden" })),
      },
    },
    {
      apiVersion: "admissionregistration.k8s.io/v1",
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name },
      spec: { policyName: name, validationActions: ["Deny"] },
    },
  ];
}

function list(values: readonly string[]): string {
  return `[${values.map(text).join(", ")}]`;
}

/** A text in the expression language, which reads what JSON writes. */
function text(value: string): string {
  return JSON.stringify(value);
}
