import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  KubeConfig,
  type KubernetesObject,
  KubernetesObjectApi,
  PatchStrategy,
} from "@kubernetes/client-node";
import * as kubernetes from "@pulumi/kubernetes";
import { secret } from "@pulumi/pulumi";
import { startCluster } from "../../sandbox/kubernetes/cluster.ts";
import { stopClusters } from "../../sandbox/kubernetes/clusters.ts";
import { kubernetesPluginFolder } from "../../sandbox/kubernetes/plugin.ts";
import { type ClusterProgram, KubernetesStack } from "../support/kubernetes-stack.ts";

const { core, apps, rbac, networking, apiextensions } = kubernetes;

/** One suite for both plugins: nothing in a program may depend on which of them serves it. */
const { isOfficial } = kubernetesPluginFolder();

describe(`the Kubernetes provider (${isOfficial ? "the official plugin" : "the sandbox's stand-in"})`, function () {
  this.timeout(600_000);
  const directory = mkdtempSync(join(tmpdir(), "fairway-test-"));
  let kubeconfig: string;
  let live: LiveObjects;
  let stacks: KubernetesStack[] = [];

  before(async () => {
    ({ kubeconfig } = await startCluster({ name: "acme", directory }));
    live = new LiveObjects(kubeconfig);
  });
  afterEach(() => {
    for (const stack of stacks) stack.close();
    stacks = [];
  });
  after(async () => {
    await stopClusters({ directory });
    rmSync(directory, { recursive: true, force: true });
  });

  /** A stack on the cluster; with the settings that every stack of Fairway's has, unless told otherwise. */
  function stackWith(settings: kubernetes.ProviderArgs = {}): KubernetesStack {
    const stack = new KubernetesStack({
      kubeconfig,
      enableConfigMapMutable: true,
      enableSecretMutable: true,
      ...settings,
    });
    stacks.push(stack);
    return stack;
  }

  describe("making objects", () => {
    it("makes them, and finds nothing to do afterwards, also where the server has its own way of writing", async () => {
      const stack = stackWith();
      const program: ClusterProgram = provider => {
        const namespace = new core.v1.Namespace("shop", { metadata: { name: "shop" } }, { provider });
        const metadata = { name: "shop", namespace: namespace.metadata.name };
        new core.v1.ResourceQuota(
          "quota",
          { metadata, spec: { hard: { "requests.cpu": "1000m", pods: "10" } } },
          { provider },
        );
        new core.v1.Secret("key", { metadata, stringData: { password: "hunter2" } }, { provider });
        new networking.v1.NetworkPolicy(
          "deny",
          { metadata, spec: { podSelector: {}, policyTypes: ["Ingress"], ingress: [] } },
          { provider },
        );
      };
      assert.deepEqual((await stack.preview(program)).changes, { create: 6 });
      assert.equal(await live.find("v1", "Namespace", "shop"), undefined, "a preview makes nothing");
      assert.deepEqual((await stack.up(program)).changes, { create: 6 });
      assert.deepEqual((await stack.preview(program)).changes, { same: 6 });
      assert.deepEqual((await stack.preview(program, { refresh: true })).changes, { same: 6 });
      const policy = await live.get("networking.k8s.io/v1", "NetworkPolicy", "shop/shop");
      assert.deepEqual(policy.spec?.policyTypes, ["Ingress"]);
      assert.deepEqual((await stack.destroy()).changes, { delete: 6 });
      assert.equal(await live.find("v1", "Namespace", "shop"), undefined);
    });

    it("puts what names no namespace into the provider's", async () => {
      await live.namespace("chosen");
      const stack = stackWith({ namespace: "chosen" });
      await stack.up(configMap("settings", { metadata: { name: "settings" } }));
      assert.ok(await live.get("v1", "ConfigMap", "chosen/settings"));
    });

    it("makes up a name where there is none, and keeps it", async () => {
      const stack = stackWith();
      await stack.up(configMap("notes", { data: { a: "1" } }));
      const [{ id = "" } = {}] = await stack.resources("kubernetes:core/v1:ConfigMap");
      assert.match(id, /^default\/notes-[0-9a-f]{8}$/);
      assert.deepEqual((await stack.up(configMap("notes", { data: { a: "2" } }))).changes, {
        same: 2,
        update: 1,
      });
      assert.deepEqual((await live.get("v1", "ConfigMap", id)).data, { a: "2" });
    });

    it("does not touch an object that is there already", async () => {
      const stack = stackWith();
      await live.create({ ...configMapNamed("taken"), data: { a: "theirs" } });
      const program = configMap("taken", { metadata: { name: "taken" }, data: { a: "ours" } });
      await assert.rejects(stack.up(program), /configmaps "taken" already exists/);
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/taken")).data, { a: "theirs" });
      assert.deepEqual(await stack.resources("kubernetes:core/v1:ConfigMap"), []);
    });

    it("makes it its own where it is told to", async () => {
      const stack = stackWith({ upsertExistingObjects: true });
      await live.create({ ...configMapNamed("adopted"), data: { b: "theirs" } });
      await stack.up(configMap("adopted", { metadata: { name: "adopted" }, data: { a: "ours" } }));
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/adopted")).data, {
        a: "ours",
        b: "theirs",
      });
    });

    it("waits for the definition of a kind that the same run makes", async () => {
      const stack = stackWith();
      const program: ClusterProgram = provider => {
        definition(provider, "acme.example");
        widget(provider, "acme.example", "first");
      };
      assert.deepEqual((await stack.preview(program)).changes, { create: 4 });
      await stack.up(program);
      assert.deepEqual((await live.get("acme.example/v1", "Widget", "default/first")).spec, { size: 1 });
      assert.deepEqual((await stack.preview(program, { refresh: true })).changes, { same: 4 });
    });
  });

  describe("a preview", () => {
    it("has the server refuse what it would not take", async () => {
      const stack = stackWith();
      const program: ClusterProgram = provider => {
        new apps.v1.Deployment("web", deployment("web", { selector: { matchLabels: { app: "other" } } }), {
          provider,
        });
      };
      await assert.rejects(stack.preview(program), /`selector` does not match template `labels`/);
    });

    it("refuses a change that the server would not take", async () => {
      const stack = stackWith();
      const quiet = { "pulumi.com/skipAwait": "true" };
      const idle = (replicas: number): ClusterProgram => {
        const args = deployment("idle", { replicas }, quiet);
        return provider => new apps.v1.Deployment("idle", args, { provider });
      };
      await stack.up(idle(1));
      await assert.rejects(stack.preview(idle(-1)), /must be greater than or equal to 0/);
    });

    it("goes on where a value is not known yet", async () => {
      const stack = stackWith();
      const program: ClusterProgram = provider => {
        const first = new core.v1.ConfigMap("first", { metadata: { name: "first" } }, { provider });
        const data = { resourceVersion: first.id.apply(id => `after ${id}`) };
        new core.v1.ConfigMap("second", { metadata: { name: "second" }, data }, { provider });
      };
      assert.deepEqual((await stack.preview(program)).changes, { create: 4 });
      await stack.up(program);
      const { data } = await live.get("v1", "ConfigMap", "default/second");
      assert.deepEqual(data, { resourceVersion: "after default/first" });
    });
  });

  describe("changing objects", () => {
    it("changes what was declared and leaves the rest alone", async () => {
      const stack = stackWith();
      const at = (a: string) => configMap("shared", { metadata: { name: "shared" }, data: { a } });
      await stack.up(at("1"));
      await live.patch({ ...configMapNamed("shared"), data: { b: "theirs" } }, "their-controller");
      const preview = await stack.preview(at("2"));
      assert.deepEqual(preview.changes, { same: 2, update: 1 });
      assert.deepEqual(preview.paths, ["data.a"]);
      await stack.up(at("2"));
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/shared")).data, { a: "2", b: "theirs" });
      await stack.up(configMap("shared", { metadata: { name: "shared" } }));
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/shared")).data, { b: "theirs" });
    });

    it("replaces an object whose changed field can't be changed, the old one first", async () => {
      const stack = stackWith();
      const binding = (role: string): ClusterProgram => {
        const roleRef = { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: role };
        const args = { metadata: { name: "viewers" }, roleRef, subjects: [{ kind: "Group", name: "all" }] };
        return provider => new rbac.v1.RoleBinding("viewers", args, { provider });
      };
      await stack.up(binding("view"));
      const before = await live.get("rbac.authorization.k8s.io/v1", "RoleBinding", "default/viewers");
      assert.deepEqual((await stack.preview(binding("edit"))).changes, { same: 2, replace: 1 });
      await stack.up(binding("edit"));
      const after = await live.get("rbac.authorization.k8s.io/v1", "RoleBinding", "default/viewers");
      assert.equal(after.roleRef?.name, "edit");
      assert.notEqual(after.metadata?.uid, before.metadata?.uid);
    });

    it("replaces a ConfigMap, unless they may change", async () => {
      const at = (a: string) => configMap("frozen", { metadata: { name: "frozen" }, data: { a } });
      const stack = stackWith({ enableConfigMapMutable: false });
      await stack.up(at("1"));
      assert.deepEqual((await stack.preview(at("2"))).changes, { same: 2, replace: 1 });
    });

    it("tells who else manages a field that it would change", async () => {
      const stack = stackWith();
      const at = (a: string, annotations = {}) =>
        configMap("contested", { metadata: { name: "contested", annotations }, data: { a } });
      await stack.up(at("1"));
      await live.apply({ ...configMapNamed("contested"), data: { a: "theirs" } }, "their-controller");
      const conflict = (error: Error) => {
        assert.match(error.message, /conflict with "their-controller"/);
        assert.match(error.message, /\.data\.a/);
        return true;
      };
      await assert.rejects(stack.up(at("2")), conflict);
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/contested")).data, { a: "theirs" });
      await assert.rejects(stack.preview(at("2")), conflict);
      await stack.up(at("2", { "pulumi.com/patchForce": "true" }));
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/contested")).data, { a: "2" });
    });

    it("takes back what somebody has changed with kubectl", async () => {
      const stack = stackWith();
      const program = configMap("edited", { metadata: { name: "edited" }, data: { a: "1" } });
      await stack.up(program);
      await live.patch({ ...configMapNamed("edited"), data: { a: "by hand" } }, "kubectl-edit");
      assert.deepEqual((await stack.up(program, { refresh: true })).changes, { same: 2, update: 1 });
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/edited")).data, { a: "1" });
    });

    it("previews as a conflict what kubectl has changed in an object that was changed before, and takes it back all the same", async () => {
      const stack = stackWith();
      const at = (a: string) => configMap("retouched", { metadata: { name: "retouched" }, data: { a } });
      await stack.up(at("1"));
      await stack.up(at("2"));
      await live.patch({ ...configMapNamed("retouched"), data: { a: "by hand" } }, "kubectl-edit");
      await assert.rejects(stack.preview(at("2"), { refresh: true }), /conflict with "kubectl-edit"/);
      await stack.up(at("2"), { refresh: true });
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/retouched")).data, { a: "2" });
    });

    it("leaves a field to others where the program ignores its changes", async () => {
      const stack = stackWith();
      const at = (a: string, b: string): ClusterProgram => {
        const args = { metadata: { name: "left" }, data: { a, b } };
        return provider => new core.v1.ConfigMap("left", args, { provider, ignoreChanges: ["data.a"] });
      };
      await stack.up(at("1", "1"));
      await live.apply({ ...configMapNamed("left"), data: { a: "theirs" } }, "their-controller");
      await stack.up(at("2", "2"));
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/left")).data, { a: "theirs", b: "2" });
    });

    it("replaces everything when the cluster is another one, unless told that it is the same", async () => {
      const at = (path: string) => path.replace("kubeconfig", `kubeconfig-${Math.random()}`);
      const renamed = at(kubeconfig);
      writeFileSync(
        renamed,
        readFileSync(kubeconfig, "utf8").replaceAll("https://127.0.0.1", "https://localhost"),
      );
      const program = configMap("moved", { metadata: { name: "moved" } });
      const plain = stackWith();
      await plain.up(program);
      plain.settings = { ...plain.settings, kubeconfig: renamed };
      assert.deepEqual((await plain.preview(program)).changes, { same: 1, replace: 2 });
      await plain.destroy();

      const identified = stackWith({ clusterIdentifier: "acme" });
      await identified.up(program);
      identified.settings = { ...identified.settings, kubeconfig: renamed };
      assert.deepEqual((await identified.preview(program)).changes, { same: 2, update: 1 });
    });
  });

  describe("reading objects", () => {
    it("sees one that was changed and one that was removed, and mends both", async () => {
      const stack = stackWith();
      const program: ClusterProgram = provider => {
        const metadata = { name: "drifting", labels: { team: "core" } };
        new core.v1.ConfigMap("drifting", { metadata, data: { a: "1" } }, { provider });
        new core.v1.ConfigMap("vanishing", { metadata: { name: "vanishing" } }, { provider });
      };
      await stack.up(program);
      await live.patch(
        { ...configMapNamed("drifting"), data: { a: "by hand", b: "added" } },
        "their-controller",
      );
      await live.delete(configMapNamed("vanishing"));
      const found = await stack.refresh();
      assert.deepEqual(found.changes, { same: 2, update: 1, delete: 1 });
      assert.deepEqual(found.paths, ["data.a"]);
      assert.deepEqual((await stack.preview(program)).changes, { same: 2, create: 1, update: 1 });
    });

    it("does not see what was added to a list behind what is declared", async () => {
      const stack = stackWith();
      const reader = { apiGroups: [""], resources: ["configmaps"], verbs: ["get"] };
      const program: ClusterProgram = provider =>
        new rbac.v1.Role("reader", { metadata: { name: "reader" }, rules: [reader] }, { provider });
      await stack.up(program);
      const rules = [reader, { apiGroups: ["*"], resources: ["*"], verbs: ["*"] }];
      const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" };
      const metadata = { name: "reader", namespace: "default" };
      await live.patch({ ...role, metadata, rules }, "kubectl-edit");
      assert.deepEqual((await stack.preview(program, { refresh: true })).changes, { same: 3 });
    });

    it("takes in a custom resource by its name, and declares the rest with the next update", async () => {
      const group = "adopted.acme.example";
      await stackWith().up(provider => definition(provider, group));
      const metadata = { name: "found", namespace: "default" };
      await live.create({ apiVersion: `${group}/v1`, kind: "Widget", metadata, spec: { size: 1 } });
      const stack = stackWith();
      await stack.up(provider => widget(provider, group, "found", { import: "default/found" }));
      const adopted: ClusterProgram = provider => widget(provider, group, "found");
      await stack.up(adopted);
      assert.deepEqual((await stack.preview(adopted, { refresh: true })).changes, { same: 3 });
      assert.deepEqual((await live.get(`${group}/v1`, "Widget", "default/found")).spec, { size: 1 });
    });

    it("takes in one that exists", async () => {
      const stack = stackWith();
      await live.create({ ...configMapNamed("found"), data: { a: "1" } });
      const program = (options: { import?: string }): ClusterProgram => {
        const args = { metadata: { name: "found", namespace: "default" }, data: { a: "1" } };
        return provider => new core.v1.ConfigMap("found", args, { provider, ...options });
      };
      const { uid } = (await live.get("v1", "ConfigMap", "default/found")).metadata ?? {};
      await stack.up(program({ import: "default/found" }));
      assert.deepEqual((await stack.preview(program({}), { refresh: true })).changes, { same: 3 });
      assert.equal((await live.get("v1", "ConfigMap", "default/found")).metadata?.uid, uid);
      await stack.destroy();
      assert.equal(await live.find("v1", "ConfigMap", "default/found"), undefined);
    });

    it("is a stranger to the fields of before where the state was lost, unless its own name as a manager is declared", async () => {
      const at = (name: string, a: string, own: object = {}): ClusterProgram => {
        const args = { metadata: { name, namespace: "default", ...own }, data: { a } };
        return provider => new core.v1.ConfigMap(name, args, { provider });
      };
      const taken = (name: string, own: object = {}): ClusterProgram => {
        const args = { metadata: { name, namespace: "default", ...own }, data: { a: "2" } };
        return provider => new core.v1.ConfigMap(name, args, { provider, import: `default/${name}` });
      };
      const own = { annotations: { "pulumi.com/patchFieldManager": "acme" } };
      const before = stackWith();
      await before.up(at("nameless", "1"));
      await before.up(at("nameless", "2"));
      const after = stackWith();
      await after.up(taken("nameless"));
      await assert.rejects(after.up(at("nameless", "3")), /conflict with "pulumi-kubernetes-/);

      const lost = stackWith();
      await lost.up(at("named", "1", own));
      await lost.up(at("named", "2", own));
      const regained = stackWith();
      await regained.up(taken("named", own));
      await regained.up(at("named", "3", own));
      assert.deepEqual((await live.get("v1", "ConfigMap", "default/named")).data, { a: "3" });
    });
  });

  describe("waiting", () => {
    it("waits until a Deployment has rolled out", async () => {
      const stack = stackWith();
      await stack.up(provider => new apps.v1.Deployment("web", deployment("web", {}), { provider }));
      const { status } = await live.get("apps/v1", "Deployment", "default/web");
      assert.equal(status?.availableReplicas, 1);
    });

    it("keeps in the state what did not become ready in time, and does not wait where it is told not to", async () => {
      const stack = stackWith();
      const nowhere = (annotations = {}): ClusterProgram => {
        const spec = { template: podOf("homeless", { nodeSelector: { "acme.example/room": "none" } }) };
        const args = deployment("homeless", spec, annotations);
        return provider =>
          new apps.v1.Deployment("homeless", args, {
            provider,
            customTimeouts: { create: "2s", update: "2s" },
          });
      };
      await assert.rejects(stack.up(nowhere()));
      const [{ id } = {}] = await stack.resources("kubernetes:apps/v1:Deployment");
      assert.equal(id, "default/homeless");
      await stack.up(nowhere({ "pulumi.com/skipAwait": "true" }));
    });

    it("waits until an object is gone, and keeps it in the state as long as it is not", async () => {
      const stack = stackWith();
      const held: ClusterProgram = provider => {
        const metadata = { name: "held", finalizers: ["acme.example/hold"] };
        new core.v1.ConfigMap("held", { metadata }, { provider, customTimeouts: { delete: "2s" } });
      };
      await stack.up(held);
      await assert.rejects(stack.destroy(), /acme\.example\/hold/);
      assert.equal((await stack.resources("kubernetes:core/v1:ConfigMap")).length, 1);
      const { metadata } = configMapNamed("held");
      await live.patch({ ...configMapNamed("held"), metadata: { ...metadata, finalizers: [] } }, "releaser");
      await stack.destroy();
      assert.equal(await live.find("v1", "ConfigMap", "default/held"), undefined);
    });
  });

  describe("secrets", () => {
    it("are in the state in no readable form", async () => {
      const stack = stackWith();
      const words = ["in-string-data", "in-data", "in-config", "by-hand"];
      const encoded = (text: string) => Buffer.from(text).toString("base64");
      await stack.up(provider => {
        const metadata = { name: "hidden" };
        new core.v1.Secret(
          "hidden",
          { metadata, stringData: { a: "in-string-data" }, data: { b: encoded("in-data") } },
          { provider },
        );
        new core.v1.ConfigMap("hidden", { metadata, data: { a: secret("in-config") } }, { provider });
      });
      const held = await live.get("v1", "Secret", "default/hidden");
      assert.deepEqual(held.data, { a: encoded("in-string-data"), b: encoded("in-data") });
      await live.patch({ ...secretNamed("hidden"), data: { a: encoded("by-hand") } }, "kubectl-edit");
      await stack.refresh();
      const state = stack.files();
      for (const word of words) {
        assert.ok(!state.includes(word) && !state.includes(encoded(word)), `the state tells «${word}»`);
      }
      assert.ok(state.includes("default/hidden"));
    });
  });

  describe("a cluster that can't be reached", () => {
    const program = configMap("settings", { metadata: { name: "settings" } });

    /** The kubeconfig with something wrong in it. */
    function wrong(change: (text: string) => string): string {
      const path = join(directory, "wrong");
      writeFileSync(path, change(readFileSync(kubeconfig, "utf8")));
      return path;
    }
    const deaf = () => wrong(text => text.replace(/127\.0\.0\.1:\d+/, "127.0.0.1:9"));

    it("is named where it does not answer", async () => {
      const stack = stackWith({ kubeconfig: deaf() });
      await assert.rejects(stack.up(program), /127\.0\.0\.1:9[\s\S]*refused/i);
    });

    it("is told from one that can't prove itself", async () => {
      const authority = /"?certificate-authority-data"?: *"?[\w+/=]+"?,?/;
      const stack = stackWith({ kubeconfig: wrong(text => text.replace(authority, "")) });
      await assert.rejects(stack.up(program), /certificate/);
    });

    it("is told from one that does not take the credentials", async () => {
      const config = new KubeConfig();
      config.loadFromFile(kubeconfig);
      const user = { name: "stranger", token: "expired" };
      config.loadFromClusterAndUser(config.clusters[0] as never, user);
      const stack = stackWith({ kubeconfig: config.exportConfig() });
      await assert.rejects(stack.up(program), /credentials/);
    });

    it("makes a preview fail", async function () {
      // The official plugin previews as if nothing were there.
      if (isOfficial) this.skip();
      await assert.rejects(stackWith({ kubeconfig: deaf() }).preview(program), /127\.0\.0\.1:9/);
    });

    it("counts as gone where it is told to", async () => {
      const path = wrong(text => text);
      const stack = stackWith({ kubeconfig: path, deleteUnreachable: true });
      await stack.up(program);
      deaf();
      assert.deepEqual((await stack.destroy()).changes, { delete: 3 });
      await live.delete(configMapNamed("settings"));
    });
  });
});

/** The objects of a cluster, seen and changed by others than the provider. */
class LiveObjects {
  readonly #api: KubernetesObjectApi;

  constructor(kubeconfig: string) {
    const config = new KubeConfig();
    config.loadFromFile(kubeconfig);
    this.#api = KubernetesObjectApi.makeApiClient(config);
  }

  async get(apiVersion: string, kind: string, id: string): Promise<LiveObject> {
    const [name = "", namespace] = id.split("/").toReversed();
    const metadata = namespace ? { name, namespace } : { name };
    return (await this.#api.read({ apiVersion, kind, metadata })) as LiveObject;
  }

  async find(apiVersion: string, kind: string, id: string): Promise<LiveObject | undefined> {
    return await this.get(apiVersion, kind, id).catch((error: { code?: number }) => {
      if (error.code === 404) return undefined;
      throw error;
    });
  }

  async create(object: LiveObject): Promise<void> {
    await this.#api.create(object);
  }

  async namespace(name: string): Promise<void> {
    await this.create({ apiVersion: "v1", kind: "Namespace", metadata: { name } });
  }

  /** As a controller of that name would write it. */
  async patch(object: LiveObject, manager: string): Promise<void> {
    await this.#api.patch(object, undefined, undefined, manager, undefined, PatchStrategy.MergePatch);
  }

  /** As a manager of that name would apply it, taking over what others have. */
  async apply(object: LiveObject, manager: string): Promise<void> {
    await this.#api.patch(object, undefined, undefined, manager, true, PatchStrategy.ServerSideApply);
  }

  async delete(object: LiveObject): Promise<void> {
    await this.#api.delete(object);
  }
}

type LiveObject = KubernetesObject & {
  readonly data?: Readonly<Record<string, string>>;
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
  readonly roleRef?: Readonly<Record<string, string>>;
  readonly rules?: readonly object[];
};

function configMapNamed(name: string) {
  return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, namespace: "default" } };
}

function secretNamed(name: string) {
  return { apiVersion: "v1", kind: "Secret", metadata: { name, namespace: "default" } };
}

function configMap(name: string, args: kubernetes.types.input.core.v1.ConfigMap): ClusterProgram {
  return provider => new core.v1.ConfigMap(name, args, { provider });
}

function podOf(app: string, spec: object): kubernetes.types.input.core.v1.PodTemplateSpec {
  const containers = [{ name: app, image: "registry.acme.example/web:1" }];
  return { metadata: { labels: { app } }, spec: { containers, ...spec } };
}

function deployment(app: string, spec: object, annotations = {}): kubernetes.types.input.apps.v1.Deployment {
  return {
    metadata: { name: app, annotations },
    spec: { replicas: 1, selector: { matchLabels: { app } }, template: podOf(app, {}), ...spec },
  };
}

function definition(provider: kubernetes.Provider, group: string) {
  const schema = {
    type: "object",
    properties: {
      spec: {
        type: "object",
        properties: { size: { type: "integer" } },
        x_kubernetes_preserve_unknown_fields: true,
      },
    },
  };
  const args = {
    metadata: { name: `widgets.${group}` },
    spec: {
      group,
      scope: "Namespaced",
      names: { plural: "widgets", kind: "Widget" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: schema } }],
    },
  };
  return new apiextensions.v1.CustomResourceDefinition("widgets", args, { provider });
}

function widget(
  provider: kubernetes.Provider,
  group: string,
  name: string,
  options: { import?: string } = {},
) {
  const args = { apiVersion: `${group}/v1`, kind: "Widget", metadata: { name }, spec: { size: 1 } };
  return new apiextensions.CustomResource(name, args, { provider, ...options });
}
