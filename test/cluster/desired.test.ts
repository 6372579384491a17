import assert from "node:assert/strict";
import { clusterSteps, desiredCluster } from "../../src/cluster/desired.ts";
import { parts } from "../../src/cluster/parts.ts";
import type { Cluster } from "../../src/cluster/schema.ts";
import { tenantRoles } from "../../src/cluster/tenant-role.ts";
import { identity, type Manifest } from "../../src/kubernetes/manifest.ts";
import { waves } from "../../src/kubernetes/part.ts";
import { secretValue, testCluster, testPlacement } from "../tenant/world.ts";
import { clusterContext } from "./world.ts";

interface Loose extends Manifest {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly data?: Readonly<Record<string, string>>;
  readonly rules?: readonly { readonly resources: readonly string[]; readonly verbs: readonly string[] }[];
}

const everything = testCluster("live", {
  services: { repository: "fleet", path: "services/live" },
  tofu: { version: "0.16.5" },
  alerts: { type: "generic", address: "https://alerts.acme.example/" },
  variables: { DOMAIN: "acme.example" },
  secrets: { TOKEN: { env: "LIVE_TOKEN" } },
  ca: "-----BEGIN CERTIFICATE-----",
  delivery: "git",
  fleet: { repository: "fleet" },
});

const objects = (cluster: Cluster) =>
  desiredCluster(cluster, { ...clusterContext, placements: [testPlacement()] }) as Loose[];
const named = (cluster: Cluster, kind: string, name?: string) =>
  objects(cluster).filter(one => one.kind === kind && (name === undefined || one.metadata.name === name));
const kustomizations = (cluster: Cluster) =>
  named(cluster, "Kustomization").map(({ metadata }) => metadata.name);

describe("a cluster", () => {
  it("has each object once", () => {
    const identities = objects(everything).map(identity);
    assert.deepEqual(
      identities.filter((one, index) => identities.indexOf(one) < index),
      [],
    );
  });

  it("has what is secret in Secrets, and nowhere else", () => {
    for (const manifest of objects(everything))
      if (manifest.kind !== "Secret") assert.ok(!JSON.stringify(manifest).includes(secretValue));
  });

  it("is known by its label, on everything", () => {
    for (const { metadata } of objects(everything))
      assert.equal(metadata.labels?.["app.kubernetes.io/managed-by"], "fairway", metadata.name);
  });

  it("comes in waves: Flux before what Flux follows, roles and policies before tenants", () => {
    const order = waves(parts).flatMap((wave, index) => wave.map(part => [part, index] as const));
    const at = Object.fromEntries(order) as Record<keyof typeof parts, number>;
    assert.ok(at.namespace < at.flux && at.certificates < at.flux);
    assert.ok(at.flux < at.services && at.variables < at.services);
    assert.ok(at.policies < at.tenants && at.roles < at.tenants && at.delivery < at.tenants);
  });

  it("never loses Flux", () => {
    const kept = clusterSteps(everything, clusterContext).filter(({ kept }) => kept);
    assert.deepEqual(
      kept.map(({ part }) => part),
      ["namespace", "certificates", "network", "flux", "delivery"],
    );
    const bootstrap = named(everything, "Kustomization", "bootstrap")[0];
    assert.equal(bootstrap?.spec?.prune, false);
  });

  it("follows the stage's branch for its services, unless it says otherwise", () => {
    const branch = (services: object) =>
      named(testCluster("live", { services }), "GitRepository", "services")[0]?.spec?.ref;
    const services = { repository: "fleet", path: "services/live" };
    assert.deepEqual(branch(services), { branch: "production" });
    assert.deepEqual(branch({ ...services, branch: "main" }), { branch: "main" });
  });

  it("gives the services its variables and its secrets, as an identity that may do everything", () => {
    const [services] = named(everything, "Kustomization", "services");
    assert.deepEqual(services?.spec?.postBuild, {
      substituteFrom: [
        { kind: "ConfigMap", name: "cluster-variables", optional: false },
        { kind: "Secret", name: "cluster-variables", optional: false },
      ],
    });
    assert.equal(services?.spec?.serviceAccountName, "kustomize-controller");
    const [variables] = named(everything, "ConfigMap", "cluster-variables");
    assert.deepEqual(variables?.data, {
      DOMAIN: "acme.example",
      CLUSTER: "live",
      PLATFORM: "eks",
      STAGE: "live",
    });
  });

  it("pulls tenants one by one where delivery is by Git, and has none of that otherwise", () => {
    assert.deepEqual(kustomizations(everything), ["bootstrap", "cluster", "services", "tenant-shop"]);
    const [shop] = named(everything, "Kustomization", "tenant-shop");
    assert.equal(shop?.spec?.path, "./apps/live/shop");
    assert.deepEqual(kustomizations(testCluster("live")), []);
  });

  it("gives no runner of tofu-controller the rights that its chart gives them", () => {
    const [release] = named(everything, "HelmRelease");
    assert.match(JSON.stringify(release?.spec?.values), /"serviceAccount":\{"allowedNamespaces":\[\]\}/);
  });

  it("has no more than it says", () => {
    const steps = clusterSteps(testCluster("live"), clusterContext);
    const empty = steps.filter(({ manifests }) => !manifests.length).map(({ part }) => part);
    assert.deepEqual(empty, ["certificates", "delivery", "services", "tofu", "alerting", "tenants"]);
  });
});

describe("the tenant role", () => {
  const rules = Object.values(tenantRoles).flat();

  it("asks for nothing by a wildcard, and for nothing twice in one role", () => {
    for (const { group, resources, verbs } of rules)
      for (const word of [group, ...resources, ...verbs]) assert.ok(!word.includes("*"), word);
    for (const [name, rights] of Object.entries(tenantRoles)) {
      const said = rights.flatMap(({ group, resources, verbs }) =>
        resources.flatMap(resource => verbs.map(verb => `${verb} ${resource}.${group}`)),
      );
      const twice = said.filter((one, index) => said.indexOf(one) < index);
      assert.deepEqual(twice, [], name);
    }
  });

  it("has none of what leads further", () => {
    const said = rules.flatMap(({ resources, verbs }) =>
      resources.flatMap(resource => verbs.map(verb => `${verb} ${resource}`)),
    );
    for (const right of [
      "create pods/exec",
      "create serviceaccounts/token",
      "impersonate serviceaccounts",
      "bind roles",
      "escalate roles",
      "create networkpolicies",
      "update resourcequotas",
      "create pods",
      "create providers",
      "create buckets",
    ])
      assert.ok(!said.includes(right), right);
  });

  it("says why for each right", () => {
    for (const { why } of rules) assert.match(why, /\.$/);
  });
});
