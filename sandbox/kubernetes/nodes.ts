import type { V1Node } from "@kubernetes/client-node";
import type { Objects } from "./objects.ts";

const COUNT = 3;

/** The cluster's nodes: kwok keeps them ready and lets the Pods that are scheduled on them start at once. */
export function nodes(cluster: string): readonly V1Node[] {
  return Array.from({ length: COUNT }, (_, index) => {
    const name = `${cluster}-${index + 1}`;
    return {
      apiVersion: "v1",
      kind: "Node",
      metadata: {
        name,
        labels: {
          "kubernetes.io/arch": "amd64",
          "kubernetes.io/hostname": name,
          "kubernetes.io/os": "linux",
          "topology.kubernetes.io/zone": `zone-${index + 1}`,
        },
      },
    };
  });
}

/** Whether Pods can be scheduled on every one of these nodes. */
export async function areReady(objects: Objects, wanted: readonly V1Node[]): Promise<boolean> {
  for (const { metadata } of wanted) {
    const name = metadata?.name ?? "";
    const node = await objects.find<V1Node>({ apiVersion: "v1", kind: "Node", metadata: { name } });
    const ready = node?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True");
    if (!ready || node?.spec?.taints?.length) return false;
  }
  return true;
}
