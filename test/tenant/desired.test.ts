import assert from "node:assert/strict";
import fc from "fast-check";
import { fluxNamespace } from "../../src/cluster/names.ts";
import { allowedSources } from "../../src/cluster/sources.ts";
import { tenantRoles } from "../../src/cluster/tenant-role.ts";
import { identity, type Manifest } from "../../src/kubernetes/manifest.ts";
import { waves } from "../../src/kubernetes/part.ts";
import { desiredTenant, tenantSteps } from "../../src/tenant/desired.ts";
import { parts } from "../../src/tenant/parts.ts";
import { type Placement, placements } from "../../src/tenant/placement.ts";
import { secretValue, tenantContext, testCatalogue, testCluster, testPlacement } from "./world.ts";

const label = fc.stringMatching(/^[a-z][a-z0-9-]{0,8}[a-z0-9]$/);
const variable = fc.stringMatching(/^[A-Z][A-Z_]{1,5}$/).filter(name => name !== "STAGE");
const ports = fc.uniqueArray(fc.integer({ min: 1, max: 65535 }), { minLength: 1, maxLength: 3 });
const reference = fc.stringMatching(/^[A-Z]{3,6}$/).map(env => ({ env: `SHOP_${env}` }));

const tenant = fc.record(
  {
    namespace: label,
    clusters: fc.constant(["live"]),
    size: fc.constantFrom("small", "medium", "large"),
    path: fc.stringMatching(/^[a-z]{1,5}(\/[a-z]{1,5})?$/),
    overlays: fc.boolean(),
    pod_security: fc.constantFrom("restricted", "baseline"),
    volumes: fc.boolean(),
    tofu: fc.boolean(),
    variables: fc.dictionary(variable, fc.stringMatching(/^[a-z]{0,9}$/)),
    secrets: fc.dictionary(variable, reference),
    network: fc.record(
      {
        ingress: ports,
        from: fc.dictionary(label, ports),
        to: fc.dictionary(label, ports),
        egress: fc.dictionary(fc.constantFrom("10.0.0.0/8", "2001:db8::/32"), ports),
        internet: fc.boolean(),
        api_server: fc.boolean(),
      },
      { requiredKeys: [] },
    ),
    alerts: fc.record(
      {
        type: fc.constantFrom("slack", "generic"),
        address: fc.oneof(fc.constant("https://alerts.acme.example/"), reference),
        token: reference,
      },
      { requiredKeys: ["type"] },
    ),
    app: fc.record({ id: fc.constant(1), installation: fc.constant(2), private_key: reference }),
  },
  { requiredKeys: ["namespace", "clusters"] },
);

const cluster = fc.record(
  {
    variables: fc.dictionary(variable, fc.stringMatching(/^[a-z]{0,9}$/)),
    services: fc.constant({ repository: "fleet", path: "services" }),
    tofu: fc.constant({ version: "0.16.5" }),
    git: fc.record({ keys: fc.constantFrom("deploy_key", "none") }),
    network: fc.constant({ api_server: ["10.0.0.1/32"] }),
  },
  { requiredKeys: [] },
);

/** Some tenants on one cluster, each in a namespace of its own. */
const tenants = fc
  .tuple(cluster, fc.uniqueArray(tenant, { minLength: 1, maxLength: 4, selector: one => one.namespace }))
  .map(([onCluster, declared]) =>
    placements(
      testCatalogue(
        [testCluster("live", onCluster)],
        Object.fromEntries(declared.map((one, index) => [`app-${index}`, one])),
      ),
    ),
  );

const objectsOf = (placement: Placement) => desiredTenant(placement, tenantContext);

/** Everything in a value, with the keys that lead to it. */
function* within(value: unknown, path: readonly string[] = []): Generator<[readonly string[], unknown]> {
  yield [path, value];
  if (typeof value === "object" && value !== null)
    for (const [key, inner] of Object.entries(value)) yield* within(inner, [...path, key]);
}

describe("a tenant", () => {
  it("has nothing outside its namespace", () => {
    fc.assert(
      fc.property(tenants, all => {
        for (const placement of all)
          for (const { kind, metadata } of objectsOf(placement)) {
            const { namespace } = placement.tenant;
            if (kind === "Namespace")
              assert.deepEqual([metadata.name, metadata.namespace], [namespace, undefined]);
            else assert.equal(metadata.namespace, namespace, `${kind}/${metadata.name}`);
          }
      }),
    );
  });

  it("has no object that another has too, and none twice", () => {
    fc.assert(
      fc.property(tenants, all => {
        const identities = all.flatMap(objectsOf).map(identity);
        assert.deepEqual(
          identities.filter((one, index) => identities.indexOf(one) < index),
          [],
        );
      }),
    );
  });

  it("refers only to what is there: in its namespace, or the cluster's services that it waits for", () => {
    fc.assert(
      fc.property(tenants, all => {
        for (const placement of all) assert.deepEqual(dangling(objectsOf(placement), placement), []);
      }),
    );
  });

  it("pulls from where the cluster's policies let it", () => {
    fc.assert(
      fc.property(tenants, all => {
        for (const placement of all) {
          const allowed = allowedSources(placement.cluster, tenantContext.gitAddress);
          for (const [path, value] of objectsOf(placement).flatMap(one => [...within(one)]))
            if (path.join(".") === "spec.url")
              assert.ok(
                allowed.some(start => String(value).startsWith(start)),
                String(value),
              );
        }
      }),
    );
  });

  it("has what is secret in Secrets, and nowhere else", () => {
    fc.assert(
      fc.property(tenants, all => {
        for (const manifest of all.flatMap(objectsOf))
          if (manifest.kind !== "Secret") assert.ok(!JSON.stringify(manifest).includes(secretValue));
      }),
    );
  });

  it("is known by its labels, on everything", () => {
    fc.assert(
      fc.property(tenants, all => {
        for (const placement of all)
          for (const { metadata } of objectsOf(placement)) {
            assert.equal(metadata.labels?.["app.kubernetes.io/managed-by"], "fairway");
            assert.equal(metadata.labels?.["toolkit.fluxcd.io/tenant"], placement.tenant.namespace);
          }
      }),
    );
  });

  it("has names that Kubernetes takes", () => {
    fc.assert(
      fc.property(tenants, all => {
        for (const { metadata } of all.flatMap(objectsOf))
          assert.match(metadata.name, /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/);
      }),
    );
  });
});

/** References of a tenant that lead nowhere. */
function dangling(objects: readonly Manifest[], { tenant, cluster }: Placement): string[] {
  const there = new Set(objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`));
  const services = cluster.services ? [`Kustomization/${fluxNamespace}/services`] : [];
  const referencesOf = ([path, value]: [readonly string[], unknown]): string[] => {
    const { kind, name, namespace } = (value ?? {}) as Record<string, string>;
    switch (path.findLast(step => !/^\d+$/.test(step))) {
      case "secretRef":
        return [`Secret/${name}`];
      case "providerRef":
        return [`Provider/${name}`];
      case "sourceRef":
        return [`${kind}/${name}`];
      case "serviceAccountName":
        return [`ServiceAccount/${value}`];
      case "substituteFrom":
        return name ? [`${kind}/${name}`] : [];
      case "dependsOn":
        return name ? [`Kustomization/${namespace ? `${namespace}/` : ""}${name}`] : [];
      case "subjects":
        return name && namespace === tenant.namespace
          ? [`${kind}/${name}`]
          : name
            ? [`${namespace}/${name}`]
            : [];
      default:
        return [];
    }
  };
  const used = objects.flatMap(one => [...within(one)].flatMap(referencesOf));
  const roles = objects.flatMap(one => ("roleRef" in one ? [(one.roleRef as { name: string }).name] : []));
  return [
    ...used.filter(one => !there.has(one) && !services.includes(one)),
    ...roles.filter(name => !Object.hasOwn(tenantRoles, name)),
  ];
}

describe("the parts of a tenant", () => {
  const named = (placement: Placement, kind: string, name?: string) =>
    objectsOf(placement).filter(
      one => one.kind === kind && (name === undefined || one.metadata.name === name),
    ) as Loose[];
  const policies = (placement: Placement) =>
    named(placement, "NetworkPolicy").map(({ metadata }) => metadata.name.replace("fairway-", ""));

  it("come in an order in which removal, backwards, can clean up: Kustomizations, identity, Namespace", () => {
    const order = waves(parts);
    assert.deepEqual(order[0], ["namespace"]);
    assert.deepEqual(order.slice(-2), [["kustomizations"], ["concurrency"]]);
    assert.ok(order[1]?.includes("identity"));
  });

  it("are told one by one, with what each waits for", () => {
    const steps = tenantSteps(testPlacement(), tenantContext);
    assert.deepEqual(
      steps.map(({ part }) => part),
      Object.keys(parts),
    );
    assert.ok(steps.find(({ part }) => part === "kustomizations")?.after.includes("identity"));
  });

  it("follow the stage's branch", () => {
    const [live] = named(testPlacement(), "GitRepository");
    assert.deepEqual(live?.spec?.ref, { branch: "production" });
    const [prelive] = named(testPlacement({}, { stage: "prelive" }), "GitRepository");
    assert.deepEqual(prelive?.spec?.ref, { branch: "main" });
  });

  it("apply `config/` and then `kubernetes/`, of the tenant's own folder", () => {
    const placement = testPlacement(
      { path: "parts/shop" },
      { services: { repository: "fleet", path: "services" } },
    );
    const [config, kubernetes] = named(placement, "Kustomization").map(({ spec }) => spec);
    assert.equal(config?.path, "./parts/shop/config");
    assert.deepEqual(config?.dependsOn, [{ name: "services", namespace: "flux-system" }]);
    assert.equal(kubernetes?.path, "./parts/shop/kubernetes");
    assert.deepEqual(kubernetes?.dependsOn, [{ name: "config" }]);
  });

  it("apply the stage's overlay in the place of `kubernetes/` where there are overlays", () => {
    const paths = (declared: object, stage: string) =>
      named(testPlacement({ overlays: true, ...declared }, { stage }), "Kustomization").map(
        ({ spec }) => spec?.path,
      );
    assert.deepEqual(paths({}, "prelive"), ["./config", "./kubernetes/overlays/prelive"]);
    assert.deepEqual(paths({ path: "shop" }, "live"), ["./shop/config", "./shop/kubernetes/overlays/live"]);
  });

  it("wait for no services where the cluster has none", () => {
    const [config] = named(testPlacement(), "Kustomization").map(({ spec }) => spec);
    assert.equal(config?.dependsOn, undefined);
  });

  it("take variables from where they must be", () => {
    const from = (placement: Placement) =>
      named(placement, "Kustomization").map(({ spec }) => spec?.postBuild);
    const config = { kind: "ConfigMap", name: "fairway-variables", optional: false };
    const one = { substituteFrom: [config] };
    assert.deepEqual(from(testPlacement()), [one, one]);
    const secret = { ...config, kind: "Secret" };
    const withSecrets = testPlacement({ secrets: { TOKEN: { env: "SHOP_TOKEN" } } });
    const both = { substituteFrom: [config, secret] };
    assert.deepEqual(from(withSecrets), [both, both]);
  });

  it("deny what is not opened", () => {
    assert.deepEqual(policies(testPlacement()), ["default-deny", "own-namespace", "monitoring"]);
    const network = {
      ingress: [8080],
      from: { till: [8080] },
      to: { till: [9090] },
      egress: { "10.1.0.0/16": [5432] },
      internet: true,
      api_server: true,
    };
    const placement = testPlacement({ network }, { network: { api_server: ["10.0.0.1/32"] } });
    assert.deepEqual(policies(placement), [
      "default-deny",
      "own-namespace",
      "monitoring",
      "ingress",
      "from-tenants",
      "to-tenants",
      "outside",
      "internet",
      "api-server",
    ]);
    const [deny] = named(placement, "NetworkPolicy", "fairway-default-deny");
    assert.deepEqual(deny?.spec, { podSelector: {}, policyTypes: ["Ingress", "Egress"] });
  });

  it("let other tenants in only while they are tenants", () => {
    const [from] = named(
      testPlacement({ network: { from: { till: [8080] } } }),
      "NetworkPolicy",
      "fairway-from-tenants",
    );
    assert.deepEqual(from?.spec?.ingress, [
      {
        from: [
          {
            namespaceSelector: {
              matchLabels: {
                "kubernetes.io/metadata.name": "till",
                "toolkit.fluxcd.io/tenant": "till",
              },
            },
          },
        ],
        ports: [{ protocol: "TCP", port: 8080 }],
      },
    ]);
  });

  it("take the internet for what is not the organisation's own", () => {
    const [internet] = named(
      testPlacement({ network: { internet: true } }),
      "NetworkPolicy",
      "fairway-internet",
    );
    const text = JSON.stringify(internet?.spec);
    for (const range of ["10.0.0.0/8", "169.254.0.0/16", "fc00::/7"]) assert.ok(text.includes(range), range);
  });

  it("allow volumes to tenants that have some", () => {
    const hard = (placement: Placement) =>
      named(placement, "ResourceQuota")[0]?.spec?.hard as Record<string, string> | undefined;
    assert.equal(hard(testPlacement())?.persistentvolumeclaims, "0");
    assert.equal(hard(testPlacement())?.["requests.storage"], "0");
    assert.equal(hard(testPlacement({ volumes: true }))?.persistentvolumeclaims, "2");
    const roles = (placement: Placement) =>
      named(placement, "RoleBinding").map(({ metadata }) => metadata.name);
    assert.deepEqual(roles(testPlacement()), ["fairway-tenant"]);
    assert.deepEqual(roles(testPlacement({ volumes: true })), ["fairway-tenant", "fairway-tenant-volumes"]);
  });

  it("read with a deploy key, with an App over HTTPS, or with nothing", () => {
    const app = { id: 1, installation: 2, private_key: { env: "SHOP_KEY" } };
    const source = (placement: Placement) => named(placement, "GitRepository")[0]?.spec;
    const keys = (placement: Placement) =>
      Object.keys(named(placement, "Secret", "fairway-git")[0]?.stringData ?? {});
    assert.equal(source(testPlacement())?.url, "ssh://git@github.com/acme/shop-deploy.git");
    assert.deepEqual(keys(testPlacement()), ["identity", "known_hosts"]);
    assert.equal(source(testPlacement({ app }))?.url, "https://github.com/acme/shop-deploy.git");
    assert.equal(source(testPlacement({ app }))?.provider, "github");
    assert.deepEqual(keys(testPlacement({ app })), [
      "githubAppID",
      "githubAppInstallationID",
      "githubAppPrivateKey",
    ]);
    const open = testPlacement({}, { git: { keys: "none" } });
    assert.equal(source(open)?.secretRef, undefined);
    assert.deepEqual(keys(open), []);
  });

  it("run Terraform as an identity of this namespace, where the cluster has tofu-controller", () => {
    const has = (onCluster: object) =>
      named(testPlacement({ tofu: true }, onCluster), "ServiceAccount", "tf-runner").length;
    assert.equal(has({}), 0);
    assert.equal(has({ tofu: { version: "0.16.5" } }), 1);
  });
});

/** An object, as far as these tests look into it. */
interface Loose extends Manifest {
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly stringData?: object;
}
