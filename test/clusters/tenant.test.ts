import assert from "node:assert/strict";
import type { KubernetesObject, V1ConfigMap } from "@kubernetes/client-node";
import { eventually } from "../support/eventually.ts";
import { find } from "../support/kubernetes.ts";
import { ClusterWorld } from "./cluster-world.ts";

const standard = `
teams: {shop: {description: The shop, alerts: {type: generic, address: "http://127.0.0.1:9/alerts"}}}
stages: [{name: prelive, branch: main}, {name: live, branch: production}]
archetypes:
  deploy:
    summary: What runs on clusters
    deploys: true
    rulesets:
      stages:
        include: [~DEFAULT_BRANCH, refs/heads/production]
        rules: {update: true}
        bypass: [{actor: organization_admins}]
`;

const entry = `
archetype: deploy
team: shop
tenant: {namespace: shop, clusters: [prelive, live]}
`;

const message = (text: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: message\ndata:\n  text: ${text}\n`;

interface FluxObject extends KubernetesObject {
  status?: { conditions?: { type: string; status: string; message: string }[] };
}

function isReady(object: FluxObject | undefined): true | undefined {
  return (
    object?.status?.conditions?.some(({ type, status }) => type === "Ready" && status === "True") || undefined
  );
}

describe("a tenant", function () {
  // Where the tools are not there yet, they are built once.
  this.timeout(3_600_000);
  let clusters: ClusterWorld;

  before(async () => {
    clusters = await ClusterWorld.start({
      clusters: { prelive: { stage: "prelive" }, live: { stage: "live" } },
      repos: { "standard.yaml": standard, "shop-deploy/repo.yaml": entry },
    });
    await fairway("up", "--yes");
    for (const folder of ["config", "kubernetes"]) await push("main", folder, "one");
    await branch("production");
    for (const name of ["prelive", "live"]) await fairway("up", "--yes", "--stack", name);
  });
  after(() => clusters?.close());

  async function fairway(...args: string[]) {
    const finished = await clusters.fairway(...args);
    assert.equal(finished.code, 0, `fairway ${args.join(" ")}\n${finished.stdout}\n${finished.stderr}`);
    return finished;
  }

  async function push(to: string, folder: string, text: string) {
    const of = { owner: "acme", repo: "shop-deploy", path: `${folder}/message.yaml` };
    const { github } = clusters.world;
    const there = await github.rest.repos.getContent({ ...of, ref: to }).catch(() => undefined);
    await github.rest.repos.createOrUpdateFileContents({
      ...of,
      branch: to,
      message: `Say ${text}`,
      content: Buffer.from(message(text).replace("name: message", `name: ${folder}`)).toString("base64"),
      ...(there ? { sha: (there.data as { sha: string }).sha } : {}),
    });
  }

  async function branch(name: string) {
    const of = { owner: "acme", repo: "shop-deploy" };
    const { github } = clusters.world;
    const { data } = await github.rest.git.getRef({ ...of, ref: "heads/main" });
    await github.rest.git.createRef({ ...of, ref: `refs/heads/${name}`, sha: data.object.sha });
  }

  const said = async (cluster: string) =>
    (await find<V1ConfigMap>(clusters.admin(cluster), "v1", "ConfigMap", "kubernetes", "shop"))?.data?.text;

  it("has what its repository says on each of its clusters, as itself", async () => {
    for (const cluster of ["prelive", "live"]) {
      assert.equal(await eventually(() => said(cluster)), "one");
      const kustomization = () =>
        find<FluxObject>(
          clusters.admin(cluster),
          "kustomize.toolkit.fluxcd.io/v1",
          "Kustomization",
          "kubernetes",
          "shop",
        );
      await eventually(async () => isReady(await kustomization()), kustomization);
    }
  });

  it("is not changed by a second run", async () => {
    const { stdout } = await fairway("preview", "--refresh", "--json", "--stack", "prelive");
    assert.deepEqual(JSON.parse(stdout).changes, []);
  });
});
