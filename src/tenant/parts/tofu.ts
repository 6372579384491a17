import { fluxNamespace } from "../../cluster/names.ts";
import { namespaceLabel } from "../../kubernetes/labels.ts";
import { names, tofuRunner, tofuRunnerRole } from "../names.ts";
import { declared, type TenantPart } from "../part.ts";

/** The label of a runner's Pods, and the port that tofu-controller calls them at. */
const runner = { "app.kubernetes.io/name": "tf-runner" };
const runnerPort = 30000;

export const tofu: TenantPart = {
  title: "Terraform",
  purpose:
    "For tenants with `tofu`: the identity that their Terraform runs as, which reaches this namespace's state and no other.",
  after: ["namespace"],
  manifests: ({ tenant, cluster }) => {
    if (!tenant.tofu || !cluster.tofu) return [];
    const { namespace } = tenant;
    return declared(
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: tofuRunner, namespace } },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: tofuRunnerRole, namespace },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: tofuRunnerRole },
        subjects: [{ kind: "ServiceAccount", name: tofuRunner, namespace }],
      },
      {
        apiVersion: "networking.k8s.io/v1",
        kind: "NetworkPolicy",
        metadata: { name: `${names.own}-tofu`, namespace },
        spec: {
          podSelector: { matchLabels: runner },
          policyTypes: ["Ingress"],
          ingress: [
            {
              from: [
                {
                  namespaceSelector: { matchLabels: { [namespaceLabel]: fluxNamespace } },
                  podSelector: { matchLabels: { "app.kubernetes.io/name": "tofu-controller" } },
                },
              ],
              ports: [{ protocol: "TCP", port: runnerPort }],
            },
          ],
        },
      },
    );
  },
};
