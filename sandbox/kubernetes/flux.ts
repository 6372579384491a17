import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parseAllDocuments } from "yaml";
import { fluxFlags } from "../../src/cluster/flux-flags.ts";
import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import { fluxControllers } from "../../tools/registry.ts";
import type { Api, KubernetesObject } from "./api.ts";
import type { Subject } from "./credentials.ts";
import { loopbackPlace } from "./flux-place.ts";
import { ensureRights, fluxAccount, NAMESPACE } from "./flux-rights.ts";
import { answers } from "./http.ts";
import type { ClusterPaths } from "./paths.ts";
import { clusterProcesses } from "./processes.ts";
import { writeRelease } from "./release.ts";

const POLL_MS = 100;

/** The controllers act as the service accounts that they have in a cluster. */
export const fluxSubjects: readonly Subject[] = fluxControllers.map(controller => ({
  file: controller,
  name: fluxAccount(controller),
  groups: ["system:serviceaccounts", `system:serviceaccounts:${NAMESPACE}`],
}));

/**
 * Gives a running cluster Flux: its CustomResourceDefinitions, its rights, and its controllers as processes beside the
 * cluster, with the flags that they have in Pods. Definitions and rights that a bootstrap has brought already count, and
 * are left alone.
 * @param releases where the release is written that a bootstrap brings
 * @throws SandboxFailed when a controller does not start, ToolUnavailable when it can't be had.
 */
export async function startFlux(
  paths: ClusterPaths,
  api: Api,
  releases: string,
  progress?: Progress,
): Promise<void> {
  const folders = await obtain(fluxControllers, progress && { progress });
  const crds = fluxCrds(Object.values(folders));
  writeRelease(releases, crds);
  mkdirSync(paths.flux, { recursive: true });
  await ensureRights(api);
  await Promise.all(crds.map(crd => establish(api, crd)));
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
export function fluxCrds(folders: readonly string[]): readonly KubernetesObject[] {
  return folders
    .map(folder => join(folder, "crds"))
    .flatMap(crds => readdirSync(crds).map(file => readFileSync(join(crds, file), "utf8")))
    .flatMap(text => parseAllDocuments(text))
    .map(document => document.toJS() as KubernetesObject);
}

interface CustomResourceDefinition {
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

/** A controller would give up on a kind that the API server does not serve yet. */
async function establish(api: Api, crd: KubernetesObject): Promise<void> {
  const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  const find = () => api.find<CustomResourceDefinition>(`${path}/${crd.metadata.name}`);
  if (!(await find())) await api.apply(path, crd);
  for (;;) {
    const conditions = (await find())?.status?.conditions ?? [];
    if (conditions.some(({ type, status }) => type === "Established" && status === "True")) return;
    await setTimeout(POLL_MS);
  }
}
