import assert from "node:assert/strict";
import { definedVariables, placements } from "../../src/tenant/placement.ts";
import { testCatalogue, testCluster, testPlacement } from "./world.ts";

describe("placements", () => {
  it("are every tenant on each of its clusters, at the cluster's stage or at one of its own", () => {
    const clusters = [testCluster("eks", { stage: "prelive" }), testCluster("live")];
    const tenants = {
      "shop-deploy": { namespace: "shop", clusters: ["eks", "live"] },
      "till-deploy": [
        { namespace: "till", clusters: ["live"] },
        { namespace: "till-next", clusters: [{ name: "live", stage: "prelive", size: "large" }] },
      ],
    };
    const found = placements(testCatalogue(clusters, tenants)).map(
      ({ repository, tenant, cluster, stage, size }) =>
        [repository, tenant.namespace, cluster.name, stage.branch, size.concurrency].join(" "),
    );
    assert.deepEqual(found, [
      "shop-deploy shop eks main 5",
      "shop-deploy shop live production 5",
      "till-deploy till live production 5",
      "till-deploy till-next live main 20",
    ]);
  });

  it("are none where nobody asked for clusters", () => {
    const tenants = { "shop-deploy": { namespace: "shop", clusters: ["live"] } };
    assert.deepEqual(placements(testCatalogue([], tenants)), []);
  });

  it("have the cluster's variables, under the tenant's own, under those of the placement, under Fairway's", () => {
    const { variables } = testPlacement(
      {
        variables: { B: "tenant", C: "tenant" },
        clusters: [{ name: "live", variables: { C: "placement" } }],
      },
      { variables: { A: "cluster", B: "cluster", C: "cluster" } },
    );
    assert.deepEqual(variables, {
      A: "cluster",
      B: "tenant",
      C: "placement",
      CLUSTER: "live",
      PLATFORM: "eks",
      STAGE: "live",
      NAMESPACE: "shop",
    });
  });

  it("define secret variables too, but never the cluster's", () => {
    const placement = testPlacement(
      { secrets: { TOKEN: { env: "SHOP_TOKEN" } } },
      { secrets: { REGISTRY: { env: "REGISTRY" } } },
    );
    const names = definedVariables(placement);
    assert.ok(names.has("TOKEN"));
    assert.ok(!names.has("REGISTRY"));
  });

  it("tell the team, unless the tenant says whom", () => {
    assert.equal(testPlacement().alerts?.channel, "core");
    const own = { type: "generic", address: "https://alerts.acme.example/shop" };
    assert.equal(testPlacement({ alerts: own }).alerts?.type, "generic");
  });
});
