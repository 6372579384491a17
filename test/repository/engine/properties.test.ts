import { deepStrictEqual, equal } from "node:assert/strict";
import { properties } from "../../../src/repository/facets/properties.ts";
import { FacetWorld } from "./facet-world.ts";

const types: Readonly<Record<string, string>> = {
  tier: "single_select",
  areas: "multi_select",
  audited: "true_false",
  runbook: "url",
  note: "string",
};

describe("custom properties, by the engine", function () {
  this.timeout(600_000);
  let world: FacetWorld;
  const byHand = (property_name: string, value: unknown) =>
    world.byHand("PATCH /properties/values", { properties: [{ property_name, value }] });
  before(async () => {
    world = await FacetWorld.start({ propertyType: name => types[name] ?? "string" });
    await world.world.github.request("PATCH /orgs/{org}/properties/schema", {
      org: world.world.organization,
      properties: [
        { property_name: "tier", value_type: "single_select", allowed_values: ["1", "2"] },
        { property_name: "areas", value_type: "multi_select", allowed_values: ["ledger", "pay", "cards"] },
        { property_name: "audited", value_type: "true_false" },
        { property_name: "runbook", value_type: "url" as never },
        { property_name: "note", value_type: "string" },
        { property_name: "owner", value_type: "string", required: true, default_value: "nobody" },
      ],
    });
    world.declare({
      properties: {
        tier: "1",
        areas: ["ledger", "pay"],
        audited: true,
        runbook: "https://acme.example/runbook",
        note: "in use",
      },
    });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    deepStrictEqual(await properties.observe(world.live, world.declared), {
      properties: world.declared.properties,
    });
  });

  it("are put back when somebody changes or unsets them; others that somebody sets stay", async () => {
    await byHand("tier", "2");
    await byHand("areas", ["ledger", "cards"]);
    await byHand("audited", "false");
    await byHand("owner", "somebody");
    await byHand("note", null);
    deepStrictEqual((await world.up({ refresh: true })).toSorted(), [
      "create property/note",
      "update property/areas",
      "update property/audited",
      "update property/tier",
    ]);
    deepStrictEqual(await properties.observe(world.live, world.declared), {
      properties: world.declared.properties,
    });
    const owner = (await world.live.properties).find(({ property_name }) => property_name === "owner");
    equal(owner?.value, "somebody");
  });

  it("are taken in", async () => {
    const ids = await world.adopt();
    for (const name of Object.keys(types)) equal(ids[`property/${name}`], `acme:widgets:${name}`);
    deepStrictEqual(await world.preview(), []);
  });
});
