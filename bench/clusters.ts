import { readFileSync } from "node:fs";
import { join } from "node:path";
import { stringify } from "yaml";
import { startClusters } from "../sandbox/kubernetes/cluster.ts";
import { stopClusters } from "../sandbox/kubernetes/clusters.ts";
import { fluxCrds } from "../sandbox/kubernetes/flux.ts";
import { kubernetesPaths } from "../sandbox/kubernetes/paths.ts";
import { writeRelease } from "../sandbox/kubernetes/release.ts";
import { ApiServer } from "../src/kubernetes/api-server.ts";
import { table } from "../src/report/table.ts";
import { TestWorld } from "../test/support/world.ts";
import { flux } from "../tools/flux.ts";
import { obtain } from "../tools/obtain.ts";
import { fluxControllers } from "../tools/registry.ts";
import { countCalls } from "./calls.ts";
import { fairway, measured } from "./measured.ts";

interface Options {
  readonly clusters: number;
  readonly tenants: number;
  readonly json?: boolean;
}

/** What one command took. */
interface Measurement {
  readonly what: string;
  readonly seconds: number;
  /** To the API servers, those of their own controllers included. */
  readonly requests: number;
  /** At GitHub. */
  readonly calls: number;
  readonly megabytes: number;
}

const standard = `
teams: {core: {description: Everybody, alerts: {type: generic, address: "http://127.0.0.1:9/"}}}
stages: [{name: live, branch: main}]
archetypes:
  deploy:
    deploys: true
    rulesets: {main: {include: [~DEFAULT_BRANCH], rules: {update: true}}}
`;

const entry = (number: number, clusters: readonly string[], size = "small") =>
  stringify({
    archetype: "deploy",
    team: "core",
    tenant: { namespace: `app-${number}`, clusters, size, network: { ingress: [8080] } },
  });

/**
 * Prints times, requests to the API servers, and memory, for each thing that is done every day. The clusters are real
 * control planes; Flux's controllers don't run, since they would be on the clusters and not beside the engine.
 */
export async function benchClusters({ clusters: count, tenants, json = false }: Options): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `cluster-${index + 1}`);
  const config = { "github:parallelRequests": "true", "github:writeDelayMs": "0" };
  const world = await TestWorld.start({ config });
  const directory = join(world.directory, "sandbox");
  try {
    world.write("repos/standard.yaml", standard);
    for (let number = 1; number <= tenants; number++)
      world.write(`repos/app-${number}-deploy/repo.yaml`, entry(number, names));
    const bench = await Bench.start(world, directory, names);
    const fleet = ["--stage", "live"];
    const [one = ""] = names;
    await bench.measure("the organisation's repositories", "up", "--yes");
    await bench.measure("up from nothing", "up", ...fleet, "--yes");
    await bench.measure("preview, unchanged", "preview", ...fleet, "--expect-no-changes");
    await bench.measure("the same, one cluster", "preview", "--stack", one, "--expect-no-changes");
    world.write("repos/app-1-deploy/repo.yaml", entry(1, names, "medium"));
    await bench.measure("preview, one changed entry, one cluster", "preview", "--stack", one);
    await bench.measure("up, one changed entry", "up", ...fleet, "--yes");
    await bench.measure("drift, none", "drift", ...fleet);
    await bench.meddle(one);
    await bench.measure("drift of one object, found and healed", "drift", "--stack", one, "--heal");
    if (json)
      console.log(JSON.stringify({ clusters: count, tenants, measurements: bench.measurements }, null, 2));
    else console.log(`${count} clusters, ${tenants} tenants on each\n\n${bench.table()}`);
  } finally {
    await stopClusters({ directory });
    await world.close();
  }
}

class Bench {
  readonly measurements: Measurement[] = [];
  readonly #world: TestWorld;
  readonly #apis: ReadonlyMap<string, ApiServer>;
  readonly #environment: Readonly<Record<string, string>>;

  private constructor(world: TestWorld, apis: ReadonlyMap<string, ApiServer>, releases: string) {
    this.#world = world;
    this.#apis = apis;
    const port = readFileSync(join(world.directory, "github/ssh_port"), "utf8");
    this.#environment = {
      FAIRWAY_GIT_ADDRESS: `ssh://git@127.0.0.1:${port}`,
      FAIRWAY_FLUX_RELEASES: releases,
    };
  }

  static async start(world: TestWorld, directory: string, names: readonly string[]): Promise<Bench> {
    const { releases } = kubernetesPaths(directory);
    writeRelease(releases, fluxCrds(Object.values(await obtain(fluxControllers))));
    const clusters = await startClusters({ directory, names });
    for (const { name, kubeconfig } of clusters) {
      const cluster = {
        platform: "onprem",
        stage: "live",
        flux: { version: flux.release },
        access: { kubeconfig: { path: kubeconfig } },
      };
      world.write(`stacks/Pulumi.${name}.yaml`, stringify({ config: { "fairway:cluster": cluster } }));
    }
    const apis = clusters.map(({ name, kubeconfig }): [string, ApiServer] => [
      name,
      new ApiServer({ kubeconfig: readFileSync(kubeconfig, "utf8") }),
    ]);
    return new Bench(world, new Map(apis), releases);
  }

  /** Runs a command, which must succeed. */
  async measure(what: string, ...args: readonly string[]): Promise<void> {
    const before = await this.#requests();
    const environment = this.#environment;
    const { calls, memory, seconds } = await measured(this.#world, [fairway(...args)], { environment });
    const requests = (await this.#requests()) - before;
    this.measurements.push({
      what,
      seconds,
      megabytes: memory.together / 1e6,
      requests,
      calls: countCalls(calls),
    });
    console.error(row(this.measurements.at(-1) as Measurement).join("  "));
  }

  /** Changes something on a cluster by hand. */
  async meddle(cluster: string): Promise<void> {
    await this.#apis.get(cluster)?.request({
      method: "PATCH",
      path: "/api/v1/namespaces/app-2/resourcequotas/fairway",
      contentType: "application/merge-patch+json",
      body: { spec: { hard: { pods: "1000" } } },
    });
  }

  table(): string {
    return table(
      ["what", "time", "requests to API servers", "calls at GitHub", "memory at most"],
      this.measurements.map(row),
    );
  }

  async #requests(): Promise<number> {
    const counts = await Promise.all([...this.#apis.values()].map(answered));
    return counts.reduce((sum, count) => sum + count, 0);
  }
}

function row({ what, seconds, requests, calls, megabytes }: Measurement): string[] {
  return [what, `${seconds.toFixed(1)} s`, `${requests}`, `${calls}`, `${megabytes.toFixed(0)} MB`];
}

/** How many requests an API server has answered so far. */
async function answered(api: ApiServer): Promise<number> {
  const { message } = await api.request({ method: "GET", path: "/metrics" });
  const lines = String(message).matchAll(/^apiserver_request_total\{[^}]*\} (\S+)$/gm);
  return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
}
