import assert from "node:assert/strict";
import { once } from "node:events";
import { readFileSync, statSync } from "node:fs";
import { get } from "node:https";
import { join } from "node:path";
import { type V1Deployment, type V1Namespace, VersionApi } from "@kubernetes/client-node";
import { BackgroundProcess } from "../../sandbox/background-process.ts";
import { type Cluster, startCluster, startClusters } from "../../sandbox/kubernetes/cluster.ts";
import { clusters, kubeconfigs, stopCluster } from "../../sandbox/kubernetes/clusters.ts";
import { kubernetesPaths } from "../../sandbox/kubernetes/paths.ts";
import { down } from "../../sandbox/world.ts";
import { eventually } from "../support/eventually.ts";
import {
  administratorOf,
  type Clients,
  find,
  refusal,
  serviceAccount,
  withUser,
} from "../support/kubernetes.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("a cluster of the sandbox", function () {
  // Where the tools are not there yet, they are built once.
  this.timeout(1_800_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let first: Cluster;
  let second: Cluster;
  let admin: Clients;

  before(async () => {
    folder = temporaryFolder();
    directory = join(folder.path, "sandbox");
    const [one, two] = await startClusters({ directory, names: ["first", "second"] });
    assert.ok(one && two);
    [first, second] = [one, two];
    admin = administratorOf(first.kubeconfig);
  });
  after(async () => {
    await down({ directory });
    folder.remove();
  });

  const etcd = () => new BackgroundProcess(kubernetesPaths(directory).etcd, "etcd").pid;
  const namespace = (name: string, labels = {}) =>
    admin.core.createNamespace({ body: { metadata: { name, labels } } });
  const configMap = (clients: Clients, place: string, name: string) =>
    clients.core.createNamespacedConfigMap({ namespace: place, body: { metadata: { name } } });
  const processesOf = (name: string) =>
    clusters({ directory }).find(cluster => cluster.name === name)?.processes ?? {};

  it("is of the pinned version, with nodes that are ready", async () => {
    const { items } = await admin.core.listNode();
    assert.deepEqual(
      items.map(({ metadata }) => metadata?.name),
      ["first-1", "first-2", "first-3"],
    );
    const { gitVersion } = await admin.config.makeApiClient(VersionApi).getCode();
    assert.equal(gitVersion, "v1.34.1");
  });

  it("runs a Deployment until it is available", async () => {
    await namespace("runs");
    const labels = { app: "web" };
    await admin.objects.create({
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "web", namespace: "runs" },
      spec: {
        replicas: 2,
        selector: { matchLabels: labels },
        template: { metadata: { labels }, spec: { containers: [{ name: "web", image: "web:1" }] } },
      },
    } as V1Deployment);
    const look = () => find<V1Deployment>(admin, "apps/v1", "Deployment", "web", "runs");
    await eventually(async () => ((await look())?.status?.availableReplicas === 2 ? true : undefined), look);
    const { items } = await admin.core.listNamespacedPod({ namespace: "runs" });
    assert.ok(items.every(({ spec }) => spec?.nodeName?.startsWith("first-")));
  });

  it("takes a namespace away with what is in it", async () => {
    await namespace("goes");
    await configMap(admin, "goes", "something");
    await admin.core.deleteNamespace({ name: "goes" });
    const look = () => find<V1Namespace>(admin, "v1", "Namespace", "goes");
    await eventually(async () => ((await look()) === undefined ? true : undefined), look);
  });

  it("lets a service account do what its role says, in its namespace, and no more", async () => {
    await namespace("tenant");
    await namespace("neighbour");
    await admin.core.createNamespacedServiceAccount({
      namespace: "tenant",
      body: { metadata: { name: "flux" } },
    });
    await admin.rbac.createNamespacedRoleBinding({
      namespace: "tenant",
      body: {
        metadata: { name: "flux" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
        subjects: [{ kind: "ServiceAccount", name: "flux", namespace: "tenant" }],
      },
    });
    const tenant = await serviceAccount(admin, "tenant", "flux");
    await configMap(tenant, "tenant", "own");
    assert.equal((await refusal(configMap(tenant, "neighbour", "others"))).code, 403);
    const role = { metadata: { name: "all" }, rules: [{ apiGroups: ["*"], resources: ["*"], verbs: ["*"] }] };
    assert.equal((await refusal(tenant.rbac.createClusterRole({ body: role }))).code, 403);
    const escalation = await refusal(tenant.rbac.createNamespacedRole({ namespace: "tenant", body: role }));
    assert.match(escalation.message, /attempting to grant RBAC permissions not currently held/);
  });

  it("keeps to a namespace's Pod Security, while privileged Pods are not out of question as such", async () => {
    await namespace("strict", { "pod-security.kubernetes.io/enforce": "baseline" });
    await namespace("loose");
    const privileged = (place: string) => ({
      namespace: place,
      body: {
        metadata: { name: "privileged" },
        spec: { containers: [{ name: "all", image: "all:1", securityContext: { privileged: true } }] },
      },
    });
    await eventually(async () => (await find(admin, "v1", "ServiceAccount", "default", "loose")) && true);
    await admin.core.createNamespacedPod(privileged("loose"));
    const { code, message } = await refusal(admin.core.createNamespacedPod(privileged("strict")));
    assert.equal(code, 403);
    assert.match(message, /violates PodSecurity "baseline/);
  });

  it("enforces a ValidatingAdmissionPolicy", async () => {
    const api = "admissionregistration.k8s.io/v1";
    await admin.objects.create({
      apiVersion: api,
      kind: "ValidatingAdmissionPolicy",
      metadata: { name: "no-evil" },
      spec: {
        matchConstraints: {
          resourceRules: [
            { apiGroups: [""], apiVersions: ["v1"], operations: ["CREATE"], resources: ["configmaps"] },
          ],
        },
        validations: [{ expression: "object.metadata.name != 'evil'", message: "No evil here." }],
      },
    } as never);
    await admin.objects.create({
      apiVersion: api,
      kind: "ValidatingAdmissionPolicyBinding",
      metadata: { name: "no-evil" },
      spec: { policyName: "no-evil", validationActions: ["Deny"] },
    } as never);
    await namespace("policed");
    // The API server compiles a policy some moments after it has taken it.
    await eventually(async () => {
      const evil = { metadata: { name: "evil" } };
      try {
        await admin.core.createNamespacedConfigMap({ namespace: "policed", body: evil, dryRun: "All" });
      } catch {
        return true;
      }
      return undefined;
    });
    assert.match((await refusal(configMap(admin, "policed", "evil"))).message, /No evil here\./);
    await configMap(admin, "policed", "good");
  });

  it("has nothing in common with another one, not even its administrator", async () => {
    await namespace("only-first");
    const other = administratorOf(second.kubeconfig);
    assert.equal(await find(other, "v1", "Namespace", "only-first"), undefined);
    const stranger = admin.config.getCurrentUser();
    assert.ok(stranger?.certData && stranger.keyData);
    const { name, certData, keyData } = stranger;
    const { code } = await refusal(withUser(other, { name, certData, keyData }).core.listNamespace());
    assert.equal(code, 401);
  });

  it("gives its keys to nobody else on the machine", () => {
    assert.equal(statSync(first.kubeconfig).mode & 0o777, 0o600);
    const { folder: own, etcd: store } = kubernetesPaths(directory);
    for (const path of [kubernetesPaths(directory).cluster("first").folder, store]) {
      assert.equal(statSync(path).mode & 0o077, 0, `${path} in ${own}`);
    }
  });

  it("keeps its store to itself", async () => {
    const ports = JSON.parse(readFileSync(join(kubernetesPaths(directory).etcd, "ports.json"), "utf8"));
    const asking = get({ host: "127.0.0.1", port: ports["etcd/client"], rejectUnauthorized: false });
    const [error] = await once(asking, "error");
    assert.match(String(error), /certificate required|ECONNRESET/);
  });

  it("is named in the sandbox's environment", () => {
    assert.deepEqual(kubeconfigs({ directory }), {
      KUBECONFIG: `${first.kubeconfig}:${second.kubeconfig}`,
      KUBECONFIG_FIRST: first.kubeconfig,
      KUBECONFIG_SECOND: second.kubeconfig,
    });
  });

  it("goes on as it is when it is started again, also twice at once", async () => {
    const before = processesOf("first");
    const again = () => startCluster({ directory, name: "first" });
    assert.deepEqual(await Promise.all([again(), again()]), [first, first]);
    assert.deepEqual(processesOf("first"), before);
  });

  it("gets back what of it was killed", async () => {
    const before = processesOf("first");
    const { "kube-controller-manager": killed = 0, ...others } = before;
    process.kill(killed, "SIGKILL");
    await eventually(async () => (processesOf("first")["kube-controller-manager"] ? undefined : true));
    await startCluster({ directory, name: "first" });
    const { "kube-controller-manager": replaced, ...after } = processesOf("first");
    assert.ok(replaced && replaced !== killed);
    assert.deepEqual(after, others);
  });

  it("can be ended alone, and comes back where it was with what it had", async () => {
    await namespace("stays");
    const other = processesOf("second");
    assert.equal(await stopCluster({ directory, name: "first" }), true);
    assert.deepEqual(processesOf("first"), {});
    await assert.rejects(admin.core.listNamespace(), /ECONNREFUSED|fetch failed|request to .* failed/);
    assert.deepEqual(processesOf("second"), other);
    assert.ok((await administratorOf(second.kubeconfig).core.listNamespace()).items.length > 0);
    assert.equal(await stopCluster({ directory, name: "first" }), false);
    assert.deepEqual(await startCluster({ directory, name: "first" }), first);
    assert.ok(await find(admin, "v1", "Namespace", "stays"));
  });

  it("comes back after its store and API server were killed", async () => {
    await namespace("survives");
    const pids = [etcd() ?? 0, processesOf("first")["kube-apiserver"] ?? 0];
    for (const pid of pids) process.kill(pid, "SIGKILL");
    await eventually(async () => (etcd() || processesOf("first")["kube-apiserver"] ? undefined : true));
    await startClusters({ directory });
    assert.ok(await find(admin, "v1", "Namespace", "survives"));
    assert.ok((await administratorOf(second.kubeconfig).core.listNamespace()).items.length > 0);
  });

  it("leaves no process when the sandbox goes down, and comes back with what it had", async () => {
    await namespace("lasts");
    const pids = [
      etcd() ?? 0,
      ...clusters({ directory }).flatMap(({ processes }) => Object.values(processes)),
    ];
    assert.equal(pids.length, 9);
    assert.equal(await down({ directory }), true);
    for (const pid of pids) assert.throws(() => process.kill(pid, 0), /ESRCH/);
    assert.equal(await down({ directory }), false);
    assert.deepEqual(await startClusters({ directory }), [first, second]);
    assert.ok(await find(admin, "v1", "Namespace", "lasts"));
  });

  it("has a name that fits everywhere", async () => {
    await assert.rejects(
      startCluster({ directory, name: "../first" }),
      /A cluster can't be called \.\.\/first/,
    );
    await assert.rejects(
      stopCluster({ directory, name: "third" }),
      /has no cluster third; it has first, second\./,
    );
  });
});
