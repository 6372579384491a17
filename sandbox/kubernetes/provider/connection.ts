import { ApiServer } from "../../../src/kubernetes/api-server.ts";
import { Discovery } from "../../../src/kubernetes/discovery.ts";
import type { Configuration } from "./configuration.ts";
import { Objects } from "./objects.ts";

/** A cluster that has answered. */
export interface Connection {
  readonly discovery: Discovery;
  readonly objects: Objects;
  /** For objects that name none. */
  readonly namespace: string;
}

/** @throws Unreachable when the cluster does not answer, or not with these credentials. */
export async function connect(configuration: Configuration, cancelled: AbortSignal): Promise<Connection> {
  const cluster = new ApiServer(configuration);
  const discovery = new Discovery(cluster);
  // Every cluster has this kind, and every program soon needs to know of such.
  await discovery.place({ apiVersion: "v1", kind: "Namespace" });
  return {
    discovery,
    objects: new Objects(cluster, discovery, cancelled),
    namespace: configuration.namespace ?? cluster.defaultNamespace,
  };
}
