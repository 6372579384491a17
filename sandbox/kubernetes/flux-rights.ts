import { fluxControllers } from "../../tools/registry.ts";
import type { Api, KubernetesObject } from "./api.ts";

/** Where Flux lives in a cluster. */
export const NAMESPACE = "flux-system";

/** The user as whom a controller signs in: the service account that it has in a cluster. */
export function fluxAccount(controller: string): string {
  return `system:serviceaccount:${NAMESPACE}:${controller}`;
}

/** Gives the controllers their rights, unless a bootstrap has brought their service accounts, and their rights with them. */
export async function ensureRights(api: Api): Promise<void> {
  const [controller] = fluxControllers;
  if (await api.find(`/api/v1/namespaces/${NAMESPACE}/serviceaccounts/${controller}`)) return;
  for (const [path, objects] of Object.entries(rights())) {
    for (const object of objects) await api.apply(path, object);
  }
}

/**
 * What the official manifests allow the controllers, by the path of the collection, under names of the sandbox's own:
 * those that apply tenants' objects may do everything, since they impersonate the tenants, the others may read and write
 * Flux's objects.
 */
function rights(): Readonly<Record<string, readonly KubernetesObject[]>> {
  const group = "rbac.authorization.k8s.io";
  const name = "fairway-sandbox:flux";
  const rules = [
    {
      apiGroups: ["source", "kustomize", "helm", "notification"].map(kind => `${kind}.toolkit.fluxcd.io`),
      resources: ["*"],
      verbs: ["*"],
    },
    {
      apiGroups: [""],
      resources: ["namespaces", "secrets", "configmaps", "serviceaccounts"],
      verbs: ["get", "list", "watch"],
    },
    { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
    { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
  ];
  const bind = (binding: string, role: string, controllers: readonly string[]) => ({
    apiVersion: `${group}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name: binding },
    roleRef: { apiGroup: group, kind: "ClusterRole", name: role },
    subjects: controllers.map(controller => ({
      kind: "ServiceAccount",
      name: controller,
      namespace: NAMESPACE,
    })),
  });
  return {
    [`/apis/${group}/v1/clusterroles`]: [
      { apiVersion: `${group}/v1`, kind: "ClusterRole", metadata: { name }, rules },
    ],
    [`/apis/${group}/v1/clusterrolebindings`]: [
      bind(name, name, fluxControllers),
      bind(`${name}-appliers`, "cluster-admin", ["kustomize-controller", "helm-controller"]),
    ],
  };
}
