import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject } from "@kubernetes/client-node";
import { stringify } from "yaml";
import { alertAddress, alerts } from "../../sandbox/control.ts";
import { type Cluster, startCluster } from "../../sandbox/kubernetes/cluster.ts";
import { stopCluster, stopClusters } from "../../sandbox/kubernetes/clusters.ts";
import { kubernetesPaths } from "../../sandbox/kubernetes/paths.ts";
import { Objects } from "../../sandbox/kubernetes/provider/objects.ts";
import { type Files, writeFiles } from "../../src/github/branch-files.ts";
import { ApiServer, Refused } from "../../src/kubernetes/api-server.ts";
import { Discovery } from "../../src/kubernetes/discovery.ts";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { flux } from "../../tools/flux.ts";
import { eventually } from "../support/eventually.ts";
import { type Finished, TestWorld } from "../support/world.ts";

export interface ClusterWorldOptions {
  /** Clusters by name, with what their stacks say beyond the platform and Flux. */
  readonly clusters: Readonly<Record<string, object>>;
  /** The catalogue's entries by repository. */
  readonly entries: Readonly<Record<string, string>>;
}

/** An object, as far as tests look into it. */
export interface LiveObject extends KubernetesObject {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly rules?: unknown;
  readonly roleRef?: unknown;
  readonly subjects?: unknown;
  readonly status?: {
    readonly conditions?: readonly {
      readonly type: string;
      readonly status: string;
      readonly message: string;
    }[];
  };
}

/** The path of an object or a list in the API, e.g. `/api/v1/namespaces/shop/configmaps/x`. */
export const paths = {
  configMap: (name: string, namespace = "shop") => `/api/v1/namespaces/${namespace}/configmaps/${name}`,
  kustomization: (name: string, namespace = "shop") =>
    `/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/${namespace}/kustomizations/${name}`,
  source: (name: string, namespace = "shop") =>
    `/apis/source.toolkit.fluxcd.io/v1/namespaces/${namespace}/gitrepositories/${name}`,
} as const;

const declaredKinds = [
  "/api/v1/namespaces",
  "/api/v1/secrets",
  "/api/v1/configmaps",
  "/api/v1/serviceaccounts",
  "/api/v1/resourcequotas",
  "/api/v1/limitranges",
  "/apis/apps/v1/deployments",
  "/apis/networking.k8s.io/v1/networkpolicies",
  "/apis/rbac.authorization.k8s.io/v1/clusterroles",
  "/apis/rbac.authorization.k8s.io/v1/rolebindings",
  "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies",
  "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings",
  "/apis/kustomize.toolkit.fluxcd.io/v1/kustomizations",
  "/apis/source.toolkit.fluxcd.io/v1/gitrepositories",
  "/apis/notification.toolkit.fluxcd.io/v1beta3/alerts",
  "/apis/notification.toolkit.fluxcd.io/v1beta3/providers",
];

/** The standard of these worlds: two stages, and one archetype of deploy repositories. */
const standard = (alertsAt: string) => `
teams: {shop: {description: The shop, alerts: {type: generic, address: "${alertsAt}", severity: info}}}
stages: [{name: prelive, branch: main}, {name: live, branch: production}]
archetypes:
  platform: {summary: What the platform keeps}
  deploy:
    summary: What runs on clusters
    deploys: true
    rulesets:
      stages:
        include: [~DEFAULT_BRANCH, refs/heads/production]
        rules: {update: true}
        bypass: [{actor: organization_admins}]
`;

/** A world with real clusters that have Flux's real controllers, each a stack of the project. */
export class ClusterWorld {
  readonly world: TestWorld;
  readonly #sandbox: string;
  readonly #clusters: ReadonlyMap<string, Cluster>;
  readonly #specifications = new Map<string, object>();

  private constructor(world: TestWorld, sandbox: string, clusters: ReadonlyMap<string, Cluster>) {
    this.world = world;
    this.#sandbox = sandbox;
    this.#clusters = clusters;
  }

  static async start({ clusters, entries }: ClusterWorldOptions): Promise<ClusterWorld> {
    const world = await TestWorld.start();
    world.write("repos/standard.yaml", standard(alertAddress(world.server.url, "shop")));
    for (const [name, text] of Object.entries(entries)) world.write(`repos/${name}/repo.yaml`, text);
    const directory = join(world.directory, "sandbox");
    const started = new Map<string, Cluster>();
    const made = new ClusterWorld(world, directory, started);
    for (const [name, more] of Object.entries(clusters)) {
      const cluster = await startCluster({ directory, name, flux: true });
      started.set(name, cluster);
      made.specify(name, {
        platform: "onprem",
        flux: { version: flux.release },
        access: { kubeconfig: { path: cluster.kubeconfig } },
        ...more,
      });
    }
    return made;
  }

  /** What a cluster's stack says of it. */
  specification(name: string): Readonly<Record<string, unknown>> {
    return { ...this.#specifications.get(name) };
  }

  /** Makes a cluster's stack say something else of it. */
  specify(name: string, specification: object): void {
    this.#specifications.set(name, specification);
    const text = stringify({ config: { "fairway:cluster": specification } });
    this.world.write(`stacks/Pulumi.${name}.yaml`, text);
  }

  /** Where the clusters find the world's repositories. */
  get gitAddress(): string {
    return `ssh://git@127.0.0.1:${readFileSync(join(this.world.directory, "github/ssh_port"), "utf8")}`;
  }

  /** What a command needs so that clusters fetch from the world's own GitHub. */
  get environment(): Readonly<Record<string, string>> {
    return {
      FAIRWAY_GIT_ADDRESS: this.gitAddress,
      FAIRWAY_FLUX_RELEASES: kubernetesPaths(this.#sandbox).releases,
    };
  }

  /** Runs `fairway` in the project; clusters fetch from the world's own GitHub. */
  async tried(...args: readonly string[]): Promise<Finished> {
    return await this.world.fairway(args, this.environment);
  }

  /** The same, which must succeed. */
  async fairway(...args: readonly string[]): Promise<Finished> {
    const finished = await this.tried(...args);
    assert.equal(finished.code, 0, `fairway ${args.join(" ")}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  }

  /** The kubeconfig of a cluster's administrator. */
  kubeconfig(name: string): string {
    return readFileSync(this.#cluster(name).kubeconfig, "utf8");
  }

  /** The API server of a cluster, for its administrator. */
  api(name: string): ApiServer {
    return new ApiServer({ kubeconfig: this.kubeconfig(name) });
  }

  /** What lies at a path of a cluster's API; undefined where nothing does. */
  async find(name: string, path: string): Promise<LiveObject | undefined> {
    try {
      return (await this.api(name).request({ method: "GET", path })) as LiveObject;
    } catch (error) {
      if (error instanceof Refused && error.code === 404) return undefined;
      throw error;
    }
  }

  /** Applies an object as `kubectl apply --server-side` does. */
  async apply(name: string, manifest: Manifest): Promise<void> {
    const api = this.api(name);
    const objects = new Objects(api, new Discovery(api), AbortSignal.timeout(60_000));
    const how = { manager: "kubectl", dryRun: false, force: false };
    await objects.apply(manifest as unknown as Parameters<Objects["apply"]>[0], how);
  }

  /** The items of a list. */
  async list(name: string, path: string, labelSelector = ""): Promise<readonly LiveObject[]> {
    const query = labelSelector ? { labelSelector } : {};
    const { items, kind } = await this.api(name).request({ method: "GET", path, query });
    // What is in a list does not say of what kind it is.
    const ofItems = String(kind).replace(/List$/, "");
    return (items as readonly LiveObject[]).map(item => ({ kind: ofItems, ...item }));
  }

  /** All that Fairway has declared on a cluster, of the kinds that it declares. */
  async declared(name: string): Promise<readonly LiveObject[]> {
    const found: LiveObject[] = [];
    for (const path of declaredKinds)
      found.push(...(await this.list(name, path, "app.kubernetes.io/managed-by=fairway")));
    return found;
  }

  /** Makes a branch of a repository have these files in two folders, by one commit, and lets a cluster's Flux see it. */
  async release(files: Files, { repository = "shop-deploy", branch = "main" } = {}): Promise<void> {
    const where = { owner: "acme", repository, branch };
    await writeFiles(this.world.github, where, ["config", "kubernetes"], files, { message: "Release" });
  }

  /** Asks Flux to look at a tenant's source now, and not within a minute. */
  async hasten(name: string, path = paths.source("deploy")): Promise<void> {
    const annotations = { "reconcile.fluxcd.io/requestedAt": new Date().toISOString() };
    const body = { metadata: { annotations } };
    const contentType = "application/merge-patch+json";
    await this.api(name).request({ method: "PATCH", path, body, contentType });
  }

  /** Waits until an object of Flux is ready, or has failed with these words. */
  async settled(name: string, path: string, expected: RegExp | "Ready"): Promise<void> {
    const condition = async () =>
      (await this.find(name, path))?.status?.conditions?.find(({ type }) => type === "Ready");
    await eventually(async () => {
      const { status, message = "" } = (await condition()) ?? {};
      if (expected === "Ready") return status === "True" || undefined;
      return (status === "False" && expected.test(message)) || undefined;
    }, condition);
  }

  /** What the team has been told. */
  async told(): Promise<readonly string[]> {
    return (await alerts(this.world.server.url, "shop")).map(({ event }) => event.message ?? "");
  }

  /** The process that has locked a cluster's stack. */
  enginePid(name: string): number {
    const locks = join(this.world.directory, "state/.pulumi/locks/organization/fairway", name);
    const lock = readdirSync(locks).find(file => file.endsWith(".json"));
    assert.ok(lock, `nobody has locked ${name}`);
    return JSON.parse(readFileSync(join(locks, lock), "utf8")).pid;
  }

  /** Takes a cluster out of reach. */
  async stop(name: string): Promise<void> {
    await stopCluster({ directory: this.#sandbox, name });
  }

  /** Brings it back. */
  async restart(name: string): Promise<void> {
    await startCluster({ directory: this.#sandbox, name });
  }

  async close(): Promise<void> {
    await stopClusters({ directory: this.#sandbox });
    await this.world.close();
  }

  #cluster(name: string): Cluster {
    const cluster = this.#clusters.get(name);
    if (!cluster) throw new Error(`There is no cluster ${name} in this world.`);
    return cluster;
  }
}

/** A ConfigMap as a file of a repository. */
export function configMap(name: string, text: string, more = ""): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  text: ${text}\n`;
}
