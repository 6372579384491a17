import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { type Cluster, startCluster } from "../../sandbox/kubernetes/cluster.ts";
import { stopClusters } from "../../sandbox/kubernetes/clusters.ts";
import { kubernetesPaths } from "../../sandbox/kubernetes/paths.ts";
import { flux } from "../../tools/flux.ts";
import { administratorOf, type Clients } from "../support/kubernetes.ts";
import { TestWorld } from "../support/world.ts";

export interface ClusterWorldOptions {
  /** Clusters by name, with what their stacks say beyond the platform and Flux. */
  readonly clusters: Readonly<Record<string, object>>;
  /** The catalogue's files by path under `repos/`. */
  readonly repos: Readonly<Record<string, string>>;
}

/** A world with real clusters that have Flux's real controllers, each a stack of the project. */
export class ClusterWorld {
  readonly world: TestWorld;
  readonly #sandbox: string;
  readonly #clusters: ReadonlyMap<string, Cluster>;

  private constructor(world: TestWorld, sandbox: string, clusters: ReadonlyMap<string, Cluster>) {
    this.world = world;
    this.#sandbox = sandbox;
    this.#clusters = clusters;
  }

  static async start({ clusters, repos }: ClusterWorldOptions): Promise<ClusterWorld> {
    const world = await TestWorld.start({ repos });
    const directory = join(world.directory, "sandbox");
    const started = new Map<string, Cluster>();
    for (const [name, more] of Object.entries(clusters)) {
      const cluster = await startCluster({ directory, name, flux: true });
      started.set(name, cluster);
      const specification = {
        platform: "onprem",
        flux: { version: flux.release },
        access: { kubeconfig: { path: cluster.kubeconfig } },
        ...more,
      };
      world.write(`stacks/Pulumi.${name}.yaml`, stringify({ config: { "fairway:cluster": specification } }));
    }
    return new ClusterWorld(world, directory, started);
  }

  /** Runs `fairway` in the project; clusters fetch from the world's own GitHub. */
  async fairway(...args: readonly string[]) {
    const port = readFileSync(join(this.world.directory, "github/ssh_port"), "utf8");
    return await this.world.fairway(args, {
      FAIRWAY_GIT_ADDRESS: `ssh://git@127.0.0.1:${port}`,
      FAIRWAY_FLUX_RELEASES: kubernetesPaths(this.#sandbox).releases,
    });
  }

  /** The administrator of a cluster. */
  admin(name: string): Clients {
    const cluster = this.#clusters.get(name);
    if (!cluster) throw new Error(`There is no cluster ${name} in this world.`);
    return administratorOf(cluster.kubeconfig);
  }

  async close(): Promise<void> {
    await stopClusters({ directory: this.#sandbox });
    await this.world.close();
  }
}
