import { readFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { stringify } from "yaml";
import { startClusters } from "../sandbox/kubernetes/cluster.ts";
import { stopClusters } from "../sandbox/kubernetes/clusters.ts";
import { kubernetesPaths } from "../sandbox/kubernetes/paths.ts";
import { ApiServer } from "../src/kubernetes/api-server.ts";
import { table } from "../src/report/table.ts";
import { TestWorld } from "../test/support/world.ts";
import { flux } from "../tools/flux.ts";
import { MemoryWatch } from "./memory.ts";

interface Size {
  readonly clusters: number;
  readonly tenants: number;
}

const launcher = join(import.meta.dirname, "../bin/fairway.js");

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

/** Prints times, requests to the API servers, and memory, for each thing that is done every day. */
export async function benchClusters({ clusters: count, tenants }: Size): Promise<void> {
  const names = Array.from({ length: count }, (_, index) => `cluster-${index + 1}`);
  const world = await TestWorld.start();
  const directory = join(world.directory, "sandbox");
  try {
    world.write("repos/standard.yaml", standard);
    for (let number = 1; number <= tenants; number++)
      world.write(`repos/app-${number}-deploy/repo.yaml`, entry(number, names));
    const started = await startClusters({ directory, names, flux: true });
    for (const { name, kubeconfig } of started) {
      const cluster = {
        platform: "onprem",
        stage: "live",
        flux: { version: flux.release },
        access: { kubeconfig: { path: kubeconfig } },
      };
      world.write(`stacks/Pulumi.${name}.yaml`, stringify({ config: { "fairway:cluster": cluster } }));
    }
    const apis = started.map(
      ({ kubeconfig }) => new ApiServer({ kubeconfig: readFileSync(kubeconfig, "utf8") }),
    );
    const port = readFileSync(join(world.directory, "github/ssh_port"), "utf8");
    const environment = {
      ...world.environment,
      FAIRWAY_GIT_ADDRESS: `ssh://git@127.0.0.1:${port}`,
      FAIRWAY_FLUX_RELEASES: kubernetesPaths(directory).releases,
    };
    const rows: string[][] = [];
    const measure = async (what: string, ...args: string[]) => {
      const before = await requests(apis);
      const began = performance.now();
      const run = execa(process.execPath, [launcher, ...args], {
        cwd: world.project,
        env: environment,
        reject: false,
        stdin: "ignore",
      });
      const memory = new MemoryWatch(run.pid ?? 0);
      const { exitCode, stderr } = await run;
      const seconds = (performance.now() - began) / 1000;
      const megabytes = memory.end() / 1e6;
      if (exitCode !== 0) throw new Error(`fairway ${args.join(" ")}\n${stderr}`);
      const asked = (await requests(apis)) - before;
      rows.push([what, `${seconds.toFixed(1)} s`, `${asked}`, `${megabytes.toFixed(0)} MB`]);
      console.error(rows.at(-1)?.join("  "));
    };
    const fleet = ["--stage", "live"];
    await measure("the organisation's repositories", "up", "--yes");
    await measure("up from nothing", "up", ...fleet, "--yes");
    await measure("preview, unchanged", "preview", ...fleet, "--expect-no-changes");
    await measure(
      "preview, unchanged, one cluster",
      "preview",
      "--stack",
      "cluster-1",
      "--expect-no-changes",
    );
    world.write("repos/app-1-deploy/repo.yaml", entry(1, names, "medium"));
    await measure("preview, one changed entry", "preview", ...fleet);
    await measure("up, one changed entry", "up", ...fleet, "--yes");
    await measure("drift, none", "drift", ...fleet);
    console.log(`${count} clusters, ${tenants} tenants on each\n`);
    console.log(table(["what", "time", "requests to API servers", "memory at most"], rows));
  } finally {
    await stopClusters({ directory });
    await world.close();
  }
}

/** How many requests API servers have answered so far, those of their own controllers included. */
async function requests(apis: readonly ApiServer[]): Promise<number> {
  const counts = await Promise.all(
    apis.map(async api => {
      const { message } = await api.request({ method: "GET", path: "/metrics" });
      const lines = String(message).matchAll(/^apiserver_request_total\{[^}]*\} (\S+)$/gm);
      return [...lines].reduce((sum, [, value]) => sum + Number(value), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}
