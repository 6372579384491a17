import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { setTimeout } from "node:timers/promises";
import { parse, stringify } from "yaml";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { type StoredResource, thingsOf } from "../../src/engine/deployment.ts";
import { findProject } from "../../src/engine/project.ts";
import { findingsOf } from "../../src/judgement/live-objects.ts";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { openTarget } from "../../src/loop/target.ts";
import { eventually } from "../support/eventually.ts";
import { ClusterWorld, configMap, paths } from "./cluster-world.ts";

const entry = (clusters: string) => `
archetype: deploy
team: shop
tenant: {namespace: shop, clusters: ${clusters}, volumes: true}
`;

const both = entry("[prelive, live]");

const files = (text: string) => ({
  "config/config.yaml": configMap("config", text),
  "kubernetes/message.yaml": configMap("message", text),
});

/** What is encrypted in a state. */
const secretInputs: ReadonlySet<string> = new Set(["data", "stringData", "privateKey", "identity"]);

/** A resource as if it had been declared, and left, otherwise. */
function otherwise(stored: StoredResource, name: string, value: unknown = "something else"): StoredResource {
  const { inputs, outputs = {} } = stored;
  const metadata = { ...(outputs.metadata as object), resourceVersion: "1" };
  return {
    ...stored,
    inputs: { ...inputs, [name]: value },
    outputs: { ...outputs, metadata, [name]: value },
  };
}

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
    clusters = await ClusterWorld.start({
      clusters: { prelive: { stage: "prelive" }, live: { stage: "live" } },
      entries: { "shop-deploy": both },
    });
    await clusters.fairway("up", "--yes");
    await clusters.release(files("one"));
    const of = { owner: "acme", repo: "shop-deploy" };
    const { rest } = clusters.world.github;
    const { data } = await rest.git.getRef({ ...of, ref: "heads/main" });
    await rest.git.createRef({ ...of, ref: "refs/heads/production", sha: data.object.sha });
    await clusters.fairway("up", "--all", "--yes");
  });
  after(() => clusters?.close());

  const said = async (cluster: string) =>
    (await clusters.find(cluster, paths.configMap("message")))?.data?.text;
  const says = (cluster: string, text: string) =>
    eventually(async () => (await said(cluster)) === text || undefined);
  const namespaces = (cluster: string) =>
    clusters.list(cluster, "/api/v1/namespaces", "app.kubernetes.io/managed-by=fairway");

  it("has what its repository says on each of its clusters, as itself", async () => {
    for (const cluster of ["prelive", "live"]) {
      await says(cluster, "one");
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
    await says("prelive", "two");
    await setTimeout(2000);
    assert.equal(await said("live"), "one");
    assert.deepEqual((await revision())?.conditions, before?.conditions);
    await clusters.release(files("two"), { branch: "production" });
    await clusters.hasten("live");
    await says("live", "two");
  });

  it("loses what goes from its repository", async () => {
    const { "kubernetes/message.yaml": _, ...rest } = files("two");
    await clusters.release({ ...rest, "kubernetes/other.yaml": configMap("other", "two") });
    await clusters.hasten("prelive");
    await eventually(async () => (await said("prelive")) === undefined || undefined);
  });

  it("is put back where somebody has changed or removed what Fairway declares", async () => {
    const api = clusters.api("prelive");
    const quota = "/api/v1/namespaces/shop/resourcequotas/fairway";
    const contentType = "application/merge-patch+json";
    const body = { spec: { hard: { pods: "1000" } } };
    await api.request({ method: "PATCH", path: quota, body, contentType });
    await api.request({ method: "DELETE", path: "/api/v1/namespaces/shop/limitranges/fairway" });
    const found = await clusters.tried("drift", "--stage", "prelive", "--heal", "--json");
    assert.equal(found.code, 0, found.stderr);
    const [report] = JSON.parse(found.stdout) as [{ differences: Record<string, string>[] }];
    assert.deepEqual(
      report.differences.map(({ kind, key, property }) => [kind, key, property]),
      [
        ["LimitRange", "shop/fairway", undefined],
        ["ResourceQuota", "shop/fairway", "spec.hard.pods"],
      ],
    );
    assert.deepEqual((await clusters.find("prelive", quota))?.spec?.hard, {
      ...((await clusters.find("live", quota))?.spec?.hard as object),
    });
  });

  it("is said to be as declared without the engine only where the engine would find nothing", async () => {
    const { state, judgement } = await opened("prelive");
    const { resources = [] } = state.deployment;
    const others = (urn: string) => resources.filter(one => one.urn !== urn);
    const settledWith = (all: readonly StoredResource[]) =>
      judgement.isSettled({ ...state, deployment: { ...state.deployment, resources: all } });
    assert.ok(judgement.isSettled(state));
    const things = thingsOf(state);
    assert.ok(things.length > 60);
    for (const thing of things) {
      const { urn, inputs = {} } = thing;
      assert.ok(!settledWith(others(urn)), `${urn} is missing`);
      assert.ok(!settledWith([...others(urn), { ...thing, taint: true }]), `${urn} is to be made anew`);
      assert.ok(!settledWith([...resources, { ...thing, urn: `${urn}2` }]), `${urn}2 is one too many`);
      for (const name of Object.keys(inputs).filter(name => !secretInputs.has(name))) {
        const other = { ...thing, inputs: { ...inputs, [name]: "something else" } };
        assert.ok(!settledWith([...others(urn), other]), `${urn}: ${name} is another`);
      }
    }
  });

  it("is found where it was changed on its cluster, whatever was changed", async () => {
    const { state, judgement } = await opened("prelive");
    assert.equal(await judgement.refreshed(state), state);
    const api = clusters.api("prelive");
    for (const { urn, inputs = {} } of thingsOf(state).filter(({ type }) => type.startsWith("kubernetes:"))) {
      const stored = state.deployment.resources?.filter(one => one.urn === urn) ?? [];
      for (const name of Object.keys(inputs).filter(
        name => !["apiVersion", "kind", "metadata"].includes(name),
      )) {
        const meant = stored.map(one => otherwise(one, name));
        const { changed } = await findingsOf(api, meant);
        assert.ok(changed.has(urn), `${urn}: ${name} is another on the cluster`);
      }
      const missing = stored.map(one => otherwise(one, "metadata", { name: "nowhere" }));
      assert.ok((await findingsOf(api, missing)).gone.has(urn), `${urn} is gone`);
    }
  });

  it("loses what somebody has added where all of it is declared", async () => {
    const rbac = "/apis/rbac.authorization.k8s.io/v1";
    const roleBinding = `${rbac}/namespaces/shop/rolebindings/fairway-tenant`;
    const role = `${rbac}/clusterroles/fairway-tenant`;
    const policy = "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies/fairway-default-deny";
    const before = await Promise.all([role, roleBinding].map(path => clusters.find("prelive", path)));
    const [{ rules }, { subjects }] = before as [{ rules: { verbs: string[] }[] }, { subjects: object[] }];
    const stranger = { apiGroup: "rbac.authorization.k8s.io", kind: "User", name: "mallory" };
    const [first, ...rest] = rules;
    const added: Readonly<Record<string, object>> = {
      [roleBinding]: { subjects: [...subjects, stranger] },
      [role]: { rules: [{ ...first, verbs: [...(first?.verbs ?? []), "escalate"] }, ...rest] },
      [policy]: { spec: { podSelector: { matchLabels: { nobody: "has-this" } } } },
      "/api/v1/namespaces/shop": { metadata: { labels: { "app.kubernetes.io/managed-by": "Helm" } } },
    };
    const contentType = "application/merge-patch+json";
    for (const [path, body] of Object.entries(added))
      await clusters.api("prelive").request({ method: "PATCH", path, body, contentType });
    const { stdout } = await clusters.tried("drift", "--stack", "prelive", "--heal", "--json");
    const { differences, left } = JSON.parse(stdout) as Record<string, { kind: string }[]>;
    const kinds = [...new Set(differences?.map(({ kind }) => kind))].sort();
    assert.deepEqual(kinds, ["ClusterRole", "Namespace", "NetworkPolicy", "RoleBinding"]);
    assert.deepEqual(left, []);
    const after = await Promise.all([role, roleBinding].map(path => clusters.find("prelive", path)));
    assert.deepEqual([after[0]?.rules, after[1]?.subjects], [rules, subjects]);
    assert.deepEqual((await clusters.find("prelive", policy))?.spec?.podSelector, {});
  });

  it("has what is labelled as Fairway's and is not declared told, and left alone", async () => {
    const metadata = {
      name: "left-over",
      namespace: "shop",
      labels: { "app.kubernetes.io/managed-by": "fairway" },
    };
    await clusters.apply("prelive", { apiVersion: "v1", kind: "ConfigMap", metadata } as Manifest);
    const { stdout } = await clusters.fairway("drift", "--stack", "prelive", "--json");
    const { strangers } = JSON.parse(stdout) as { strangers: unknown };
    assert.deepEqual(strangers, [{ cluster: "prelive", kind: "ConfigMap", key: "shop/left-over" }]);
    const path = paths.configMap("left-over");
    assert.ok(await clusters.find("prelive", path));
    await clusters.api("prelive").request({ method: "DELETE", path });
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

  it("is as it was after its state was lost", async () => {
    const before = await everything("prelive");
    const keys = await deployKeys();
    const states = join(clusters.world.directory, "state/.pulumi/stacks/fairway");
    rmSync(join(states, "prelive.json"));
    const { stdout } = await clusters.fairway("import", "--stack", "prelive");
    assert.match(stdout, /^prelive +[1-9]\d* +0 +0 +0 +0 +0$/m);
    await clusters.fairway("up", "--stack", "prelive", "--yes");
    assert.deepEqual(await everything("prelive"), before);
    assert.deepEqual(await deployKeys(), keys);
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

  it("gets another deploy key, and goes on with it", async () => {
    const before = await deployKeys();
    await clusters.fairway("rotate", "shop-deploy", "--stack", "prelive", "--yes");
    const after = await deployKeys();
    assert.equal(after.length, before.length);
    assert.notDeepEqual(after, before);
    await clusters.release(files("three"));
    await clusters.hasten("prelive");
    await says("prelive", "three");
    await clusters.fairway("preview", "--stack", "prelive", "--refresh", "--expect-no-changes");
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
    const keys = await deployKeys();
    const running = clusters.tried("up", "--stack", "live", "--yes");
    await eventually(() => clusters.find("live", "/api/v1/namespaces/later"));
    process.kill(clusters.enginePid("live"), "SIGKILL");
    const { code, stderr } = await running;
    assert.equal(code, 1);
    assert.match(stderr, /was killed from outside, by SIGKILL/);
    await clusters.fairway("up", "--stack", "live", "--yes");
    await clusters.fairway("preview", "--stack", "live", "--refresh", "--expect-no-changes");
    assert.equal((await deployKeys()).length, keys.length);
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
        (await namespaces(cluster)).map(({ metadata }) => metadata?.name),
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
    await says("prelive", "five");
  });

  /** The stack of a cluster, opened in this process. */
  async function opened(stack: string) {
    await clusters.fairway("up", "--stack", stack, "--yes", "--refresh");
    const { world } = clusters;
    const project = findProject(world.project);
    Object.assign(process.env, clusters.environment);
    const catalogue = await loadCatalogue(join(world.project, "repos"), project.stacks);
    const { state, judgement } = await openTarget({ project, stack, organization: "acme", catalogue });
    assert.ok(judgement);
    return { state, judgement };
  }

  /** What is declared on a cluster, with the server's own count of changes of what was wanted. */
  async function everything(cluster: string): Promise<readonly unknown[]> {
    const found = await clusters.declared(cluster);
    assert.ok(found.length > 40, `only ${found.length} objects`);
    return found.map(({ metadata, spec, data }) => [metadata?.uid, metadata?.generation, spec, data]);
  }

  async function deployKeys(): Promise<readonly string[]> {
    const { data } = await clusters.world.github.rest.repos.listDeployKeys({
      owner: "acme",
      repo: "shop-deploy",
    });
    return data.map(({ key }) => key).sort();
  }
});
