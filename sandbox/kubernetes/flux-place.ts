import { mkdirSync } from "node:fs";
import { join } from "node:path";
import type { FluxController, FluxPlace } from "../../src/cluster/flux-flags.ts";
import { fluxControllers } from "../../tools/registry.ts";
import type { ClusterPaths } from "./paths.ts";
import { Ports } from "./ports.ts";
import { clusterProcesses } from "./processes.ts";

/** Flux's controllers on loopback, where each needs ports of its own. */
export interface LoopbackPlace extends FluxPlace {
  /** Where a controller tells whether it works. */
  readonly health: (controller: FluxController) => string;
}

/** Chooses where the controllers of a cluster listen, where they stay, and makes the folder of the artifacts. */
export async function loopbackPlace(paths: ClusterPaths): Promise<LoopbackPlace> {
  const { flux } = clusterProcesses(paths);
  const ports = new Ports(paths.ports);
  const address = async (controller: (typeof fluxControllers)[number], name: string) =>
    `127.0.0.1:${await ports.of(flux(controller), name)}`;
  const storage = await address("source-controller", "storage");
  const events = await address("notification-controller", "events");
  const receivers = await address("notification-controller", "receivers");
  const artifacts = join(paths.flux, "artifacts");
  mkdirSync(artifacts, { recursive: true });
  const own: Partial<Record<FluxController, readonly string[]>> = {
    "source-controller": [
      `--storage-path=${artifacts}`,
      `--storage-addr=${storage}`,
      `--storage-adv-addr=${storage}`,
    ],
    // Where nobody's cluster is kept busy by it, what waits for another is asked again soon.
    "kustomize-controller": ["--requeue-dependency=1s"],
    "notification-controller": [`--events-addr=${events}`, `--receiverAddr=${receivers}`],
  };
  const health: Partial<Record<FluxController, string>> = {};
  for (const controller of fluxControllers) health[controller] = await address(controller, "health");
  return {
    // There is one of each, and waiting for an election would cost every start a quarter of a minute.
    leaderElection: false,
    events: `http://${events}/`,
    health: controller => `http://${health[controller]}/readyz`,
    flags: controller => [
      ...(own[controller] ?? []),
      `--health-addr=${health[controller]}`,
      "--metrics-addr=0",
    ],
  };
}
