import { deepStrictEqual, equal } from "node:assert/strict";
import { security } from "../../../src/repository/facets/security.ts";
import { FacetWorld } from "./facet-world.ts";

const widgets = { owner: "acme", repo: "widgets" };

describe("Security features, by the engine", function () {
  this.timeout(600_000);
  let world: FacetWorld;
  const guarded = { advanced_security: true, secret_scanning: true, push_protection: true };
  const live = async () => (await world.world.github.rest.repos.get(widgets)).data;
  const on = async () => {
    const features = Object.entries((await live()).security_and_analysis ?? {});
    return features.flatMap(([name, feature]) => (feature?.status === "enabled" ? [name] : []));
  };

  before(async () => {
    world = await FacetWorld.start();
    world.declare({ visibility: "private", security: { ...guarded, code_scanning: "default" } });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made", async () => {
    deepStrictEqual(await world.preview({ refresh: true }), []);
    const observed = (await security.observe(world.live, world.declared)).security;
    deepStrictEqual({ ...observed, ...guarded }, observed);
  });

  it("are put back together with the visibility, when somebody made the repository public", async () => {
    const { repos } = world.world.github.rest;
    await repos.update({ ...widgets, visibility: "public" });
    await repos.update({
      ...widgets,
      security_and_analysis: { secret_scanning: { status: "disabled" } },
    });
    deepStrictEqual(await world.up({ refresh: true }), ["update repository", "update securityFeatures"]);
    equal((await live()).visibility, "private");
    deepStrictEqual(await world.preview({ refresh: true }), []);
  });

  it("stay as they are where they are not named", async () => {
    world.declare({ visibility: "private", security: { secret_scanning: true } });
    deepStrictEqual(await world.preview(), ["delete codeScanning"]);
    await world.up();
    deepStrictEqual(await on(), ["advanced_security", "secret_scanning", "secret_scanning_push_protection"]);
    world.declare({ visibility: "private" });
    deepStrictEqual(await world.up(), ["delete securityFeatures"]);
    deepStrictEqual(await on(), ["advanced_security", "secret_scanning", "secret_scanning_push_protection"]);
  });

  it("are switched off where that is declared", async () => {
    world.declare({ visibility: "private", security: { push_protection: false } });
    await world.up();
    deepStrictEqual(await on(), ["advanced_security", "secret_scanning"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
  });

  it("are taken in", async () => {
    world.declare({ visibility: "private", security: { ...guarded, push_protection: false } });
    const ids = await world.adopt();
    equal(ids.securityFeatures, "acme/widgets");
    deepStrictEqual(await world.preview(), []);
  });
});
