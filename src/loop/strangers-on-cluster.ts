import { kubeconfigOf } from "../cluster/kubeconfig.ts";
import type { Cluster } from "../cluster/schema.ts";
import { type StoredStack, thingsOf } from "../engine/deployment.ts";
import { unknownOf } from "../judgement/live-objects.ts";
import { ApiServer } from "../kubernetes/api-server.ts";
import type { Stranger } from "./strangers.ts";
import type { Target } from "./target.ts";

/**
 * What is labelled as Fairway's on a cluster, and is neither declared nor in the state.
 * @throws NoKubeconfig, Unreachable, Refused
 */
export async function findStrangersOn(
  cluster: Cluster,
  { project }: Pick<Target, "project">,
  state: StoredStack,
): Promise<readonly Stranger[]> {
  const api = new ApiServer({ kubeconfig: kubeconfigOf(cluster, project.root) });
  const objects = thingsOf(state).filter(({ type }) => type.startsWith("kubernetes:"));
  return (await unknownOf(api, objects)).map(object => ({ cluster: cluster.name, ...object }));
}
