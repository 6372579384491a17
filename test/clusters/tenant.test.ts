import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { eventually } from "../support/eventually.ts";
import { type ClusterWorld, configMap, paths } from "./cluster-world.ts";
import { both, deployKeys, entry, files, namespaces, said, says, startShop } from "./shop.ts";

const claim = {
  apiVersion: "v1",
  kind: "PersistentVolumeClaim",
  metadata: { name: "orders", namespace: "shop" },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } } },
};

describe("a tenant", function () {
  // Where the tools are not there yet, they are built once.
  this.timeout(3_600_000);
  let clusters: ClusterWorld;

  before(async () => {
    clusters = await startShop();
  });
  after(() => clusters?.close());

  it("has what its repository says on each of its clusters, as itself", async () => {
    for (const cluster of ["prelive", "live"]) {
      await says(clusters, cluster, "one");
      for (const folder of ["config", "kubernetes"])
        await clusters.settled(cluster, paths.kustomization(folder), "Ready");
    }
  });

  it("is not changed by a second run, and known to drift as nobody's stranger", async () => {
    const { stdout } = await clusters.fairway("drift", "--all", "--json");
    const reports = JSON.parse(stdout) as { stack: string; differences: unknown[]; strangers: unknown[] }[];
    assert.deepEqual(
      reports.map(({ stack, differences, strangers }) => [stack, differences, strangers]),
      [
        ["github", [], []],
        ["prelive", [], []],
        ["live", [], []],
      ],
    );
  });

  it("follows the branch of each cluster's stage, and a push to main changes live in nothing", async () => {
    const revision = async () => (await clusters.find("live", paths.source("deploy")))?.status;
    const before = await revision();
    await clusters.release(files("two"));
    for (const cluster of ["prelive", "live"]) await clusters.hasten(cluster);
    await says(clusters, "prelive", "two");
    await setTimeout(2000);
    assert.equal(await said(clusters, "live"), "one");
    assert.deepEqual((await revision())?.conditions, before?.conditions);
    await clusters.release(files("two"), { branch: "production" });
    await clusters.hasten("live");
    await says(clusters, "live", "two");
  });

  it("loses what goes from its repository", async () => {
    const { "kubernetes/message.yaml": _, ...rest } = files("two");
    await clusters.release({ ...rest, "kubernetes/other.yaml": configMap("other", "two") });
    await clusters.hasten("prelive");
    await eventually(async () => (await said(clusters, "prelive")) === undefined || undefined);
  });

  it("has no private key in its state that is not encrypted", async () => {
    await clusters.fairway("up", "--stack", "prelive", "--yes", "--refresh");
    const backend = join(clusters.world.directory, "state");
    const texts = readdirSync(backend, { recursive: true, withFileTypes: true })
      .filter(file => file.isFile())
      .map(file => readFileSync(join(file.parentPath, file.name), "utf8"));
    assert.ok(texts.some(text => text.includes("fairway:index:AgeKey")));
    for (const mark of ["PRIVATE KEY", "AGE-SECRET-KEY"])
      assert.ok(!texts.some(text => text.includes(mark)), `${mark} in the state`);
  });

  it("is not begun where GitHub has no such repository yet", async () => {
    clusters.world.write(
      "repos/ghost-deploy/repo.yaml",
      entry("[prelive]").replace("namespace: shop", "namespace: ghost"),
    );
    for (const verb of [["preview"], ["up", "--yes"]]) {
      const { code, stderr } = await clusters.tried(...verb, "--stack", "prelive");
      assert.equal(code, 1);
      assert.match(stderr, /GitHub has no acme\/ghost-deploy yet/);
    }
    clusters.world.remove("repos/ghost-deploy");
    assert.equal(await clusters.find("prelive", "/api/v1/namespaces/ghost"), undefined);
  });

  it("is refused a namespace that is somebody else's", async () => {
    await clusters.apply("prelive", {
      apiVersion: "v1",
      kind: "Namespace",
      metadata: { name: "vault" },
    } as Manifest);
    const greedy = both.replace("namespace: shop", "namespace: vault");
    clusters.world.write("repos/greedy-deploy/repo.yaml", greedy);
    const { code, stderr } = await clusters.tried("preview", "--stack", "prelive");
    assert.equal(code, 1);
    assert.match(stderr, /namespace vault is on the cluster prelive already/);
    clusters.world.remove("repos/greedy-deploy");
  });

  it("is left where its stack's file becomes another's", async () => {
    const specification = clusters.specification("prelive");
    const fleet = { repository: "shop-deploy" };
    clusters.specify("prelive", { ...specification, delivery: "git", fleet });
    const { code, stderr } = await clusters.tried("up", "--stack", "prelive", "--yes");
    assert.equal(code, 2);
    assert.match(stderr, /holds its cluster directly/);
    clusters.specify("prelive", specification);
  });

  it("gets another deploy key, and goes on with it", async () => {
    const before = await deployKeys(clusters);
    await clusters.fairway("rotate", "shop-deploy", "--stack", "prelive", "--yes");
    const after = await deployKeys(clusters);
    assert.equal(after.length, before.length);
    assert.notDeepEqual(after, before);
    await clusters.release(files("three"));
    await clusters.hasten("prelive");
    await says(clusters, "prelive", "three");
    await clusters.fairway("preview", "--stack", "prelive", "--refresh", "--expect-no-changes");
  });

  it("keeps its repository out of the archive, and its volumes until somebody says so", async () => {
    const api = clusters.api("live");
    const path = "/api/v1/namespaces/shop/persistentvolumeclaims";
    await api.request({ method: "POST", path, body: claim });
    clusters.world.write("repos/shop-deploy/repo.yaml", entry("[prelive]"));
    const asked = await clusters.tried("up", "--stack", "live", "--yes");
    assert.equal(asked.code, 1);
    assert.match(asked.stderr, /the namespace shop with orders[\s\S]*--delete-volumes shop/);
    assert.ok(await clusters.find("live", `${path}/orders`));
    clusters.world.remove("repos/shop-deploy");
    const archived = await clusters.tried("up", "--yes");
    assert.equal(archived.code, 1);
    assert.match(archived.stderr, /shop-deploy is still read by live, prelive/);
    const { data } = await clusters.world.github.rest.repos.get({ owner: "acme", repo: "shop-deploy" });
    assert.equal(data.archived, false);
  });

  it("goes with all that it had, also while it fails, and its repository after it", async () => {
    clusters.world.write("repos/shop-deploy/repo.yaml", both);
    await clusters.release({ ...files("four"), "config/bad.yaml": "kind: Nothing\n" });
    await clusters.hasten("prelive");
    await clusters.settled("prelive", paths.kustomization("config"), /./);
    clusters.world.remove("repos/shop-deploy");
    await clusters.fairway("up", "--all", "--yes", "--delete-volumes", "shop");
    for (const cluster of ["prelive", "live"])
      assert.deepEqual(
        (await namespaces(clusters, cluster)).map(({ metadata }) => metadata?.name),
        ["flux-system"],
      );
    const { data } = await clusters.world.github.rest.repos.get({ owner: "acme", repo: "shop-deploy" });
    assert.equal(data.archived, true);
  });

  it("comes back", async () => {
    clusters.world.write("repos/shop-deploy/repo.yaml", both);
    await clusters.fairway("up", "--all", "--yes");
    await clusters.release(files("five"));
    await clusters.hasten("prelive");
    await says(clusters, "prelive", "five");
  });
});
