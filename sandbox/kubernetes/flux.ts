import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { KubernetesObject, V1CustomResourceDefinition } from "@kubernetes/client-node";
import { parseAllDocuments } from "yaml";
import { fluxFlags } from "../../src/cluster/flux-flags.ts";
import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import { fluxControllers } from "../../tools/registry.ts";
import type { Subject } from "./credentials.ts";
import { loopbackPlace } from "./flux-place.ts";
import { Objects } from "./objects.ts";
import type { ClusterPaths } from "./paths.ts";
import { answers } from "./probe.ts";
import { clusterProcesses } from "./processes.ts";

const NAMESPACE = "flux-system";
const POLL_MS = 100;

/** The controllers act as the service accounts that they have in a cluster. */
export const fluxSubjects: readonly Subject[] = fluxControllers.map(controller => ({
  file: controller,
  name: `system:serviceaccount:${NAMESPACE}:${controller}`,
  groups: ["system:serviceaccounts", `system:serviceaccounts:${NAMESPACE}`],
}));

/**
 * Gives a running cluster Flux: its CustomResourceDefinitions, its rights, and its controllers as processes beside the
 * cluster, with the flags that they have in Pods.
 * @throws SandboxFailed when a controller does not start, ToolUnavailable when it can't be had.
 */
export async function startFlux(paths: ClusterPaths, progress?: Progress): Promise<void> {
  const folders = await obtain(fluxControllers, progress && { progress });
  mkdirSync(paths.flux, { recursive: true });
  const objects = new Objects(paths.kubeconfig);
  await Promise.all(rights().map(object => objects.apply(object)));
  await Promise.all(fluxCrds(Object.values(folders)).map(crd => establish(objects, crd)));
  const { flux } = clusterProcesses(paths);
  const place = await loopbackPlace(paths);
  await Promise.all(
    fluxControllers.map(controller => {
      const scratch = join(paths.flux, "scratch", controller);
      mkdirSync(scratch, { recursive: true });
      const command = {
        executable: join(folders[controller], controller),
        args: fluxFlags(controller, place),
        environment: {
          KUBECONFIG: paths.componentKubeconfig(controller),
          RUNTIME_NAMESPACE: NAMESPACE,
          HOME: scratch,
          TMPDIR: scratch,
        },
      };
      return flux(controller).ensure(command, () => answers(place.health(controller)));
    }),
  );
}

/** The CustomResourceDefinitions that lie beside executables, in the folders of these. */
export function fluxCrds(folders: readonly string[]): readonly V1CustomResourceDefinition[] {
  return folders
    .map(folder => join(folder, "crds"))
    .flatMap(crds => readdirSync(crds).map(file => readFileSync(join(crds, file), "utf8")))
    .flatMap(text => parseAllDocuments(text))
    .map(document => document.toJS() as V1CustomResourceDefinition);
}

/** A controller would give up on a kind that the API server does not serve yet. */
async function establish(objects: Objects, crd: V1CustomResourceDefinition): Promise<void> {
  let found = await objects.apply(crd);
  while (!found.status?.conditions?.some(({ type, status }) => type === "Established" && status === "True")) {
    await setTimeout(POLL_MS);
    found = await objects.apply(crd);
  }
}

/**
 * What the official manifests allow the controllers, under names of the sandbox's own, so that a bootstrap's stand
 * beside it: those that apply tenants' objects may do everything (they impersonate the tenant), the others may read and
 * write Flux's objects.
 */
function rights(): readonly KubernetesObject[] {
  const group = "rbac.authorization.k8s.io";
  const role = "fairway-sandbox:flux";
  const bind = (name: string, to: string, controllers: readonly string[]) => ({
    apiVersion: `${group}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: group, kind: "ClusterRole", name: to },
    subjects: controllers.map(name => ({ kind: "ServiceAccount", name, namespace: NAMESPACE })),
  });
  const toolkits = ["source", "kustomize", "helm", "notification"].map(kind => `${kind}.toolkit.fluxcd.io`);
  return [
    {
      apiVersion: `${group}/v1`,
      kind: "ClusterRole",
      metadata: { name: role },
      rules: [
        { apiGroups: toolkits, resources: ["*"], verbs: ["*"] },
        {
          apiGroups: [""],
          resources: ["namespaces", "secrets", "configmaps", "serviceaccounts"],
          verbs: ["get", "list", "watch"],
        },
        { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
        { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
      ],
    } as KubernetesObject,
    bind(role, role, fluxControllers),
    bind(`${role}:appliers`, "cluster-admin", ["kustomize-controller", "helm-controller"]),
  ];
}
