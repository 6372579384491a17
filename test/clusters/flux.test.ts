import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { KubernetesObject, V1ConfigMap, V1Deployment } from "@kubernetes/client-node";
import { Octokit } from "octokit";
import { alertAddress, alerts, clearAlerts, createOrganization } from "../../sandbox/control.ts";
import { type Cluster, startCluster } from "../../sandbox/kubernetes/cluster.ts";
import { clusters } from "../../sandbox/kubernetes/clusters.ts";
import { down, up, worldPaths } from "../../sandbox/world.ts";
import { eventually } from "../support/eventually.ts";
import { administratorOf, type Clients, find } from "../support/kubernetes.ts";
import { listeners } from "../support/listeners.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

interface FluxObject extends KubernetesObject {
  status?: {
    conditions?: { type: string; status: string; reason: string; message: string }[];
    lastAppliedRevision?: string;
  };
}

const configMap = (name: string, value: string, more = "") =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n${more}data:\n  value: "${value}"\n`;

const deployment = `
apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  replicas: 1
  selector: {matchLabels: {app: web}}
  template:
    metadata: {labels: {app: web}}
    spec: {containers: [{name: web, image: "web:1"}]}
`;

const files = {
  "app/deployment.yaml": deployment,
  "app/values.yaml": configMap("values", "one"),
  "beyond/role.yaml":
    "apiVersion: rbac.authorization.k8s.io/v1\nkind: ClusterRole\nmetadata: {name: all}\nrules: []\n",
  "remote/kustomization.yaml": "resources: [https://example.com/base.yaml]\n",
  "unset/values.yaml": configMap("unset", "$" + "{NOWHERE_SET}"),
  "chart/Chart.yaml": "apiVersion: v2\nname: chart\nversion: 0.1.0\n",
  "chart/templates/values.yaml": configMap("from-chart", "{{ .Values.value }}"),
};

describe("Flux on a cluster of the sandbox", function () {
  // Where the controllers are not there yet, they are built once.
  this.timeout(3_600_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let url: string;
  let github: Octokit;
  let cluster: Cluster;
  let admin: Clients;

  before(async () => {
    folder = temporaryFolder();
    directory = join(folder.path, "sandbox");
    ({ url } = await up({ directory }));
    const auth = readFileSync(join(worldPaths(directory).github, "token"), "utf8").trim();
    github = new Octokit({ auth, baseUrl: `${url}/api/v3`, throttle: { enabled: false } });
    await createOrganization(url, "acme");
    await github.rest.repos.createInOrg({ org: "acme", name: "payments-deploy", private: true });
    for (const [path, text] of Object.entries(files)) await commit(path, text);
    cluster = await startCluster({ directory, name: "first", flux: true });
    admin = administratorOf(cluster.kubeconfig);
    for (const object of tenant(auth)) await admin.objects.create(object);
  });
  after(async () => {
    await down({ directory });
    folder.remove();
  });
  beforeEach(() => clearAlerts(url));

  async function commit(path: string, text: string, sha?: string): Promise<void> {
    await github.rest.repos.createOrUpdateFileContents({
      owner: "acme",
      repo: "payments-deploy",
      path,
      message: `Change ${path}`,
      content: Buffer.from(text).toString("base64"),
      ...(sha && { sha }),
    });
  }

  /** A namespace with an identity that may do everything in it and nothing elsewhere, a source, and an alert. */
  const tenant = (token: string): KubernetesObject[] =>
    [
      { apiVersion: "v1", kind: "Namespace", metadata: { name: "payments" } },
      { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "flux" } },
      {
        apiVersion: "rbac.authorization.k8s.io/v1",
        kind: "RoleBinding",
        metadata: { name: "flux" },
        roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "admin" },
        subjects: [{ kind: "ServiceAccount", name: "flux", namespace: "payments" }],
      },
      {
        apiVersion: "v1",
        kind: "Secret",
        metadata: { name: "git" },
        stringData: { username: "git", password: token },
      },
      {
        apiVersion: "source.toolkit.fluxcd.io/v1",
        kind: "GitRepository",
        metadata: { name: "deploy" },
        spec: {
          url: `${url}/acme/payments-deploy.git`,
          ref: { branch: "main" },
          interval: "1m",
          secretRef: { name: "git" },
        },
      },
      {
        apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
        kind: "Provider",
        metadata: { name: "sandbox" },
        spec: { type: "generic", address: alertAddress(url, "payments") },
      },
      {
        apiVersion: "notification.toolkit.fluxcd.io/v1beta3",
        kind: "Alert",
        metadata: { name: "all" },
        spec: {
          providerRef: { name: "sandbox" },
          eventSources: [{ kind: "Kustomization", name: "*" }],
        },
      },
    ].map(object => inNamespace(object));

  const inNamespace = (object: KubernetesObject, namespace = "payments"): KubernetesObject =>
    object.kind === "Namespace" ? object : { ...object, metadata: { ...object.metadata, namespace } };

  async function kustomization(name: string, spec: object = {}, namespace = "payments"): Promise<void> {
    await admin.objects.create({
      apiVersion: "kustomize.toolkit.fluxcd.io/v1",
      kind: "Kustomization",
      metadata: { name, namespace },
      spec: {
        interval: "10m",
        path: `./${name}`,
        prune: true,
        wait: true,
        timeout: "1m",
        serviceAccountName: "flux",
        sourceRef: { kind: "GitRepository", name: "deploy" },
        targetNamespace: "payments",
        ...spec,
      },
    } as KubernetesObject);
  }

  const groups = {
    Kustomization: "kustomize.toolkit.fluxcd.io/v1",
    HelmRelease: "helm.toolkit.fluxcd.io/v2",
  };

  /** Waits until Flux says this of the object: whether it is ready, and in which words. Some refusals are passing ones. */
  async function says(
    status: "True" | "False",
    words: RegExp,
    kind: keyof typeof groups,
    name: string,
    namespace = "payments",
  ) {
    const look = () => find<FluxObject>(admin, groups[kind], kind, name, namespace);
    await eventually(async () => {
      const ready = (await look())?.status?.conditions?.find(({ type }) => type === "Ready");
      return ready?.status === status && words.test(ready.message) ? true : undefined;
    }, look);
  }

  const alertsOf = (name: string, severity: string) =>
    eventually(
      async () => {
        const received = (await alerts(url, "payments"))
          .map(({ event }) => event)
          .filter(event => event.involvedObject?.name === name && event.severity === severity);
        return received.length > 0 ? received : undefined;
      },
      () => alerts(url, "payments"),
    );

  it("brings a private repository's manifests to the cluster under the tenant's identity, and tells of it", async () => {
    await kustomization("app");
    await says("True", /^Applied revision: main@sha1:/, "Kustomization", "app");
    const web = await find<V1Deployment>(admin, "apps/v1", "Deployment", "web", "payments");
    assert.equal(web?.status?.availableReplicas, 1);
    const values = await find<V1ConfigMap>(admin, "v1", "ConfigMap", "values", "payments");
    assert.deepEqual(values?.data, { value: "one" });
    assert.ok(await alertsOf("app", "info"));
  });

  it("installs a chart under the tenant's identity", async () => {
    await admin.objects.create({
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: "chart", namespace: "payments" },
      spec: {
        interval: "10m",
        serviceAccountName: "flux",
        chart: { spec: { chart: "./chart", sourceRef: { kind: "GitRepository", name: "deploy" } } },
        values: { value: "two" },
      },
    } as KubernetesObject);
    await says("True", /install succeeded/, "HelmRelease", "chart");
    const values = await find<V1ConfigMap>(admin, "v1", "ConfigMap", "from-chart", "payments");
    assert.deepEqual(values?.data, { value: "two" });
  });

  it("refuses what the tenant may not do, on the object and in an alert", async () => {
    await kustomization("beyond");
    await says(
      "False",
      /system:serviceaccount:payments:flux.* cannot .*clusterroles/,
      "Kustomization",
      "beyond",
    );
    const [alert] = await alertsOf("beyond", "error");
    assert.match(alert?.message ?? "", /clusterroles/);
  });

  it("lets an object without an identity do nothing", async () => {
    await kustomization("nobody", { serviceAccountName: undefined, path: "./app" });
    await says("False", /system:serviceaccount:payments:default.* cannot/, "Kustomization", "nobody");
  });

  it("gives nobody another namespace's source", async () => {
    await admin.core.createNamespace({ body: { metadata: { name: "neighbour" } } });
    const sourceRef = { kind: "GitRepository", name: "deploy", namespace: "payments" };
    await kustomization("theirs", { sourceRef, path: "./app" }, "neighbour");
    const words = /cross-namespace references have been blocked/;
    await says("False", words, "Kustomization", "theirs", "neighbour");
  });

  it("takes no base from elsewhere and no variable that is set nowhere", async () => {
    await kustomization("remote");
    await kustomization("unset", { postBuild: { substitute: { SET: "yes" } } });
    await says("False", /example\.com/, "Kustomization", "remote");
    await says("False", /NOWHERE_SET/, "Kustomization", "unset");
  });

  it("listens on loopback only", async function () {
    if (process.platform !== "linux") this.skip();
    const pids = Object.values(clusters({ directory })[0]?.processes ?? {});
    assert.equal(pids.length, 8);
    const addresses = pids.flatMap(pid => listeners(pid));
    // One of the API server, two of the source-controller, three of the notification-controller, one of each other.
    assert.equal(addresses.length, 8, addresses.join());
    assert.deepEqual(
      addresses.filter(address => !address.startsWith("127.0.0.1:")),
      [],
    );
  });

  it("goes on after the sandbox was down, with what was committed since", async () => {
    const pids = Object.values(clusters({ directory })[0]?.processes ?? {});
    await down({ directory });
    for (const pid of pids) assert.throws(() => process.kill(pid, 0), /ESRCH/);
    await up({ directory });
    const { data } = await github.rest.repos.getContent({
      owner: "acme",
      repo: "payments-deploy",
      path: "app/values.yaml",
    });
    assert.ok("sha" in data);
    await commit("app/values.yaml", configMap("values", "three"), data.sha);
    assert.deepEqual(await startCluster({ directory, name: "first" }), cluster);
    const look = () => find<V1ConfigMap>(admin, "v1", "ConfigMap", "values", "payments");
    await eventually(async () => ((await look())?.data?.value === "three" ? true : undefined), look);
  });

  it("works with the rights that a bootstrap has brought, where there was one", async () => {
    const { kubeconfig } = await startCluster({ directory, name: "second" });
    const other = administratorOf(kubeconfig);
    await other.core.createNamespace({ body: { metadata: { name: "flux-system" } } });
    const account = { metadata: { name: "source-controller" } };
    await other.core.createNamespacedServiceAccount({ namespace: "flux-system", body: account });
    const apiGroup = "rbac.authorization.k8s.io";
    await other.rbac.createClusterRoleBinding({
      body: {
        metadata: { name: "bootstrapped" },
        roleRef: { apiGroup, kind: "ClusterRole", name: "cluster-admin" },
        subjects: [{ apiGroup, kind: "Group", name: "system:serviceaccounts:flux-system" }],
      },
    });
    assert.equal((await startCluster({ directory, name: "second", flux: true })).flux, true);
    const { items } = await other.rbac.listClusterRoleBinding();
    assert.deepEqual(
      items.filter(({ metadata }) => metadata?.name?.startsWith("fairway-sandbox")),
      [],
    );
  });
});
