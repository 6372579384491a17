import type { Api, KubernetesObject } from "./api.ts";

const PATH = "/api/v1/nodes";
const COUNT = 3;

interface Node {
  readonly spec?: { readonly taints?: readonly unknown[] };
  readonly status?: { readonly conditions?: readonly { readonly type: string; readonly status: string }[] };
}

const names = (cluster: string) => Array.from({ length: COUNT }, (_, index) => `${cluster}-${index + 1}`);

/** Gives the cluster nodes: kwok keeps them ready and lets the Pods that are scheduled on them start at once. */
export async function ensureNodes(api: Api, cluster: string): Promise<void> {
  for (const [index, name] of names(cluster).entries())
    await api.apply(PATH, node(name, `zone-${index + 1}`));
}

function node(name: string, zone: string): KubernetesObject {
  const labels = {
    "kubernetes.io/arch": "amd64",
    "kubernetes.io/hostname": name,
    "kubernetes.io/os": "linux",
    "topology.kubernetes.io/zone": zone,
  };
  return { apiVersion: "v1", kind: "Node", metadata: { name, labels } };
}

/** Whether Pods can be scheduled on every node. */
export async function nodesReady(api: Api, cluster: string): Promise<boolean> {
  for (const name of names(cluster)) {
    const found = await api.find<Node>(`${PATH}/${name}`);
    const ready = found?.status?.conditions?.some(
      ({ type, status }) => type === "Ready" && status === "True",
    );
    if (!ready || found?.spec?.taints?.length) return false;
  }
  return true;
}
