import assert from "node:assert/strict";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { eventually } from "../support/eventually.ts";
import { type ClusterWorld, paths } from "./cluster-world.ts";
import { both, deployKeys, everything, startShop } from "./shop.ts";

describe("a tenant whose cluster or state can't be had", function () {
  // Where the tools are not there yet, they are built once.
  this.timeout(3_600_000);
  let clusters: ClusterWorld;

  before(async () => {
    clusters = await startShop();
  });
  after(() => clusters?.close());

  it("is as it was after its state was lost", async () => {
    const before = await everything(clusters, "prelive");
    const keys = await deployKeys(clusters);
    const states = join(clusters.world.directory, "state/.pulumi/stacks/fairway");
    rmSync(join(states, "prelive.json"));
    const { stdout } = await clusters.fairway("import", "--stack", "prelive");
    assert.match(stdout, /^prelive +[1-9]\d* +0 +0 +0 +0 +0$/m);
    await clusters.fairway("up", "--stack", "prelive", "--yes");
    assert.deepEqual(await everything(clusters, "prelive"), before);
    assert.deepEqual(await deployKeys(clusters), keys);
    await clusters.fairway("preview", "--stack", "prelive", "--refresh", "--expect-no-changes");
  });

  it("is not taken in where that would change it", async () => {
    rmSync(join(clusters.world.directory, "state/.pulumi/stacks/fairway/prelive.json"));
    const quota = "/api/v1/namespaces/shop/resourcequotas/fairway";
    const contentType = "application/merge-patch+json";
    const body = { spec: { hard: { pods: "1000" } } };
    await clusters.api("prelive").request({ method: "PATCH", path: quota, body, contentType });
    const { code, stderr } = await clusters.tried("import", "--stack", "prelive");
    assert.equal(code, 1);
    assert.match(stderr, /not as it is declared: ResourceQuota shop\/fairway\. Nothing was done/);
    await clusters.fairway("up", "--stack", "prelive", "--yes");
    assert.doesNotMatch(JSON.stringify(await clusters.find("prelive", quota)), /"pods":"1(k|000)"/);
  });

  it("is done where its cluster is reached, when another cluster is not", async () => {
    clusters.world.write(
      "repos/shop-deploy/repo.yaml",
      both.replace("volumes: true", "volumes: true, size: large"),
    );
    await clusters.stop("live");
    const { code, stderr } = await clusters.tried("up", "--all", "--yes");
    assert.equal(code, 1);
    assert.match(stderr, /^live: The cluster live \(https:.*\) can't be reached: .*ECONNREFUSED/m);
    const quota = await clusters.find("prelive", "/api/v1/namespaces/shop/resourcequotas/fairway");
    assert.match(JSON.stringify(quota?.spec), /"pods":"200"/);
    await clusters.restart("live");
    await clusters.fairway("up", "--stack", "live", "--yes");
  });

  it("is done where its cluster lets us in, when another one does not, or is not the one it should be", async () => {
    const specification = clusters.specification("live");
    const [own, other] = [clusters.kubeconfig("live"), clusters.kubeconfig("prelive")];
    const authority = /certificate-authority-data: .*/;
    const foreign = own.replace(authority, authority.exec(other)?.[0] ?? "");
    const expired = own.replace(/client-certificate-data: .*\n\s+client-key-data: .*/, "token: expired");
    for (const [size, kubeconfig, says] of [
      ["medium", foreign, /^live: The certificate of the cluster live .* is not trusted/m],
      ["small", expired, /^live: The cluster live .* does not accept the kubeconfig's credentials/m],
    ] as const) {
      clusters.world.write(`stacks/${size}.kubeconfig`, kubeconfig);
      const access = { kubeconfig: { path: `stacks/${size}.kubeconfig` } };
      clusters.specify("live", { ...specification, access });
      const sized = both.replace("volumes: true", `volumes: true, size: ${size}`);
      clusters.world.write("repos/shop-deploy/repo.yaml", sized);
      const { code, stdout, stderr } = await clusters.tried("up", "--all", "--yes");
      assert.equal(code, 1);
      assert.match(stderr, says);
      assert.match(stdout, /^prelive +0 +0 +[1-9]/m);
    }
    clusters.specify("live", specification);
    await clusters.fairway("up", "--stack", "live", "--yes");
  });

  it("is found through a command that makes a token for the occasion, as at EKS", async () => {
    const api = clusters.api("live");
    const metadata = { name: "runner", namespace: "kube-system" };
    const rbac = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "cluster-admin" };
    const subjects = [{ kind: "ServiceAccount", ...metadata }];
    const apiVersion = "rbac.authorization.k8s.io/v1";
    await clusters.apply("live", { apiVersion: "v1", kind: "ServiceAccount", metadata } as Manifest);
    const binding = {
      apiVersion,
      kind: "ClusterRoleBinding",
      metadata: { name: "runner" },
      roleRef: rbac,
      subjects,
    };
    await clusters.apply("live", binding as Manifest);
    const path = "/api/v1/namespaces/kube-system/serviceaccounts/runner/token";
    const { status } = await api.request({ method: "POST", path, body: { spec: {} } });
    const credential = { apiVersion: "client.authentication.k8s.io/v1", kind: "ExecCredential", status };
    clusters.world.write("token.json", JSON.stringify(credential));
    const exec = {
      apiVersion: "client.authentication.k8s.io/v1",
      command: "cat",
      args: [join(clusters.world.project, "token.json")],
      interactiveMode: "Never",
    };
    const config = parse(clusters.kubeconfig("live")) as { users: { user: object }[] };
    config.users = config.users.map(user => ({ ...user, user: { exec } }));
    clusters.world.write("stacks/exec.kubeconfig", stringify(config));
    const specification = clusters.specification("live");
    clusters.specify("live", {
      ...specification,
      access: { kubeconfig: { path: "stacks/exec.kubeconfig" } },
    });
    await clusters.fairway("preview", "--stack", "live", "--refresh", "--expect-no-changes");
    clusters.specify("live", specification);
  });

  it("is finished by the next run when its API server has died in the middle of one", async () => {
    const second =
      "\ntenant: [{namespace: shop, clusters: [prelive, live], volumes: true}, {namespace: later, path: later, clusters: [live]}]\n";
    clusters.world.write("repos/shop-deploy/repo.yaml", both.replace(/\ntenant: .*\n/, second));
    const running = clusters.tried("up", "--stack", "live", "--yes");
    await eventually(() => clusters.find("live", "/api/v1/namespaces/later"));
    await clusters.stop("live");
    const { code, stderr } = await running;
    assert.equal(code, 1);
    assert.match(stderr, /The cluster live \(https:.*\) can't be reached: .*ECONNREFUSED/);
    await clusters.restart("live");
    await clusters.fairway("up", "--stack", "live", "--yes");
    await clusters.fairway("preview", "--stack", "live", "--refresh", "--expect-no-changes");
    assert.ok(await clusters.find("live", paths.kustomization("kubernetes", "later")));
    clusters.world.write("repos/shop-deploy/repo.yaml", both);
    await clusters.fairway("up", "--stack", "live", "--yes");
    assert.equal(await clusters.find("live", "/api/v1/namespaces/later"), undefined);
  });

  it("is finished by the next run when the engine was killed in the middle of one", async () => {
    const later =
      "[{namespace: shop, clusters: [prelive, live], volumes: true}, {namespace: later, path: later, clusters: [live]}]";
    clusters.world.write(
      "repos/shop-deploy/repo.yaml",
      both.replace(/\ntenant: .*\n/, `\ntenant: ${later}\n`),
    );
    const keys = await deployKeys(clusters);
    const running = clusters.tried("up", "--stack", "live", "--yes");
    await eventually(() => clusters.find("live", "/api/v1/namespaces/later"));
    process.kill(clusters.enginePid("live"), "SIGKILL");
    const { code, stderr } = await running;
    assert.equal(code, 1);
    assert.match(stderr, /was killed from outside, by SIGKILL/);
    await clusters.fairway("up", "--stack", "live", "--yes");
    await clusters.fairway("preview", "--stack", "live", "--refresh", "--expect-no-changes");
    assert.equal((await deployKeys(clusters)).length, keys.length);
    assert.ok(await clusters.find("live", paths.kustomization("kubernetes", "later")));
    clusters.world.write("repos/shop-deploy/repo.yaml", both);
    await clusters.fairway("up", "--stack", "live", "--yes");
    assert.equal(await clusters.find("live", "/api/v1/namespaces/later"), undefined);
  });

  it("comes back with the definition of a kind that somebody has deleted, and all that was of it", async () => {
    const group = "apis/notification.toolkit.fluxcd.io/v1beta3";
    const path =
      "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/alerts.notification.toolkit.fluxcd.io";
    await clusters.api("prelive").request({ method: "DELETE", path });
    await eventually(async () => ((await clusters.find("prelive", path)) ? undefined : true));
    await clusters.fairway("drift", "--stack", "prelive", "--heal");
    assert.ok((await clusters.list("prelive", `/${group}/namespaces/shop/alerts`)).length > 0);
  });
});
