import { deepStrictEqual, equal } from "node:assert/strict";
import { actions } from "../../../src/repository/facets/actions.ts";
import { FacetWorld } from "./facet-world.ts";

const chosen = {
  allowed: "selected",
  selected: { github_owned: true, patterns: ["acme/*", "docker/*"] },
};

describe("Actions permissions, by the engine", function () {
  this.timeout(600_000);
  let world: FacetWorld;
  const asDeclared = async () =>
    deepStrictEqual(await actions.observe(world.live, world.declared), { actions: world.declared.actions });
  before(async () => {
    world = await FacetWorld.start();
    world.declare({ actions: chosen });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    await asDeclared();
  });

  it("are put back when somebody widens them", async () => {
    await world.byHand("PUT /actions/permissions", { enabled: true, allowed_actions: "all" });
    await world.byHand("PUT /actions/permissions/workflow", {
      default_workflow_permissions: "write",
      can_approve_pull_request_reviews: true,
    });
    deepStrictEqual(await world.up({ refresh: true }), ["update actionsPermissions"]);
    await asDeclared();
  });

  it("are put back when somebody lets one more action run", async () => {
    await world.byHand("PUT /actions/permissions/selected-actions", {
      patterns_allowed: ["acme/*", "docker/*", "stranger/*"],
      verified_allowed: true,
    });
    deepStrictEqual(await world.up({ refresh: true }), ["update actionsPermissions"]);
    await asDeclared();
  });

  it("let no action run by pattern once the last pattern is gone", async () => {
    world.declare({ actions: { ...chosen, selected: { github_owned: true } } });
    deepStrictEqual(await world.up(), ["update actionsPermissions"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    await asDeclared();
  });

  it("are switched off and on again, and put back when somebody does", async () => {
    world.declare({ actions: { enabled: false } });
    deepStrictEqual(await world.up(), ["update actionsPermissions"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    await asDeclared();
    await world.byHand("PUT /actions/permissions", { enabled: true, allowed_actions: "all" });
    deepStrictEqual(await world.up({ refresh: true }), ["update actionsPermissions"]);
    await asDeclared();
    world.declare({ actions: chosen });
    deepStrictEqual(await world.up(), ["update actionsPermissions"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    await asDeclared();
  });

  for (const [what, fields] of Object.entries({
    selected: chosen,
    "local only": { allowed: "local_only", workflow_token: "write" },
    off: { enabled: false },
  })) {
    it(`are taken in: ${what}`, async () => {
      world.declare({ actions: fields });
      await world.up();
      const { actionsPermissions } = await world.adopt();
      equal(actionsPermissions, "acme/widgets");
      deepStrictEqual(await world.preview(), []);
    });
  }
});
