import assert from "node:assert/strict";
import { type StoredResource, type StoredStack, thingsOf } from "../../src/engine/deployment.ts";
import { isNothing } from "../../src/engine/scope.ts";
import { findingsOf } from "../../src/judgement/live-objects.ts";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { type ClusterWorld, paths } from "./cluster-world.ts";
import { opened, startShop } from "./shop.ts";

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

describe("a tenant whose cluster somebody changes by hand", function () {
  // Where the tools are not there yet, they are built once.
  this.timeout(3_600_000);
  let clusters: ClusterWorld;

  before(async () => {
    clusters = await startShop();
  });
  after(() => clusters?.close());

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
    const { state, judgement } = await opened(clusters, "prelive");
    const { resources = [] } = state.deployment;
    const others = (urn: string) => resources.filter(one => one.urn !== urn);
    const isSettled = async (stored: StoredStack) =>
      isNothing(await judgement.differing(stored, () => Promise.resolve(stored)));
    const settledWith = (all: readonly StoredResource[]) =>
      isSettled({ ...state, deployment: { ...state.deployment, resources: all } });
    assert.ok(await isSettled(state));
    const things = thingsOf(state);
    assert.ok(things.length > 60);
    for (const thing of things) {
      const { urn, inputs = {} } = thing;
      assert.ok(!(await settledWith(others(urn))), `${urn} is missing`);
      assert.ok(
        !(await settledWith([...others(urn), { ...thing, taint: true }])),
        `${urn} is to be made anew`,
      );
      assert.ok(
        !(await settledWith([...resources, { ...thing, urn: `${urn}2` }])),
        `${urn}2 is one too many`,
      );
      for (const name of Object.keys(inputs).filter(name => !secretInputs.has(name))) {
        const other = { ...thing, inputs: { ...inputs, [name]: "something else" } };
        assert.ok(!(await settledWith([...others(urn), other])), `${urn}: ${name} is another`);
      }
    }
  });

  it("is found where it was changed on its cluster, whatever was changed", async () => {
    const { state, judgement } = await opened(clusters, "prelive");
    assert.equal(await judgement.refreshed?.(state), state);
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
});
