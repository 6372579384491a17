import { deepStrictEqual, equal } from "node:assert/strict";
import { autolinks } from "../../../src/repository/facets/autolinks.ts";
import { FacetWorld } from "./facet-world.ts";

const url = "https://tickets.acme.example/browse/<num>";

describe("autolinks, by the engine", function () {
  this.timeout(600_000);
  let world: FacetWorld;
  before(async () => {
    world = await FacetWorld.start();
    world.declare({ autolinks: { "TICKET-": { url }, "BUG-": { url, alphanumeric: false } } });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    deepStrictEqual(await autolinks.observe(world.live, world.declared), {
      autolinks: world.declared.autolinks,
    });
  });

  it("come back when somebody deletes one; another that somebody adds stays", async () => {
    const found = await world.live.autolinks;
    const bug = found.find(({ key_prefix }) => key_prefix === "BUG-");
    await world.byHand(`DELETE /autolinks/${bug?.id}`);
    await world.byHand("POST /autolinks", { key_prefix: "OTHER-", url_template: url });
    deepStrictEqual(await world.up({ refresh: true }), ["create autolink/BUG-"]);
    deepStrictEqual((await world.live.autolinks).map(({ key_prefix }) => key_prefix).toSorted(), [
      "BUG-",
      "OTHER-",
      "TICKET-",
    ]);
  });

  it("are taken in, and put right where somebody made one anew with another address", async () => {
    const found = await world.live.autolinks;
    const bug = found.find(({ key_prefix }) => key_prefix === "BUG-");
    await world.byHand(`DELETE /autolinks/${bug?.id}`);
    await world.byHand("POST /autolinks", { key_prefix: "BUG-", url_template: "https://acme.example/<num>" });
    const ids = await world.adopt();
    const live = await world.live.autolinks;
    for (const { key_prefix, id } of live.filter(({ key_prefix }) => key_prefix !== "OTHER-"))
      equal(ids[`autolink/${key_prefix}`], `widgets/${id}`);
    // GitHub holds a prefix once, so the old one has to go first.
    deepStrictEqual(await world.up(), ["replace autolink/BUG-"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    deepStrictEqual(await autolinks.observe(world.live, world.declared), {
      autolinks: world.declared.autolinks,
    });
  });
});
