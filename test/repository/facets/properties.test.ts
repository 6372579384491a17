import { deepStrictEqual } from "node:assert/strict";
import { properties } from "../../../src/repository/facets/properties.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const declared = { ...identity, properties: { tier: "1", areas: ["pay", "ledger"], audited: true } };
const live = () =>
  liveRepository({
    "/properties/values": [
      { property_name: "tier", value: "2" },
      { property_name: "areas", value: ["pay"] },
      { property_name: "audited", value: "false" },
      { property_name: "owner", value: "payments" },
      { property_name: "unset", value: null },
    ],
  });

describe("custom properties", () => {
  it("asks for each value as the provider takes it, with the organisation's type", () => {
    const of = (propertyName: string, propertyType: string, propertyValues: string[]) => ({
      kind: "property",
      key: propertyName,
      args: { repository: "widgets", propertyName, propertyType, propertyValues },
    });
    deepStrictEqual(properties.resources?.(declared, context), [
      of("tier", "single_select", ["1"]),
      of("areas", "string", ["ledger", "pay"]),
      of("audited", "string", ["true"]),
    ]);
  });

  it("observes what is declared, truth as truth", async () => {
    deepStrictEqual(await properties.observe(live(), declared), {
      properties: { tier: "2", areas: ["pay"], audited: false },
    });
    deepStrictEqual(await properties.observe(live(), { ...identity, properties: { unset: "x" } }), {});
    deepStrictEqual(await properties.observe(live(), identity), {});
  });

  it("finds a value by organisation, repository and name", async () => {
    const { identify } = properties.kinds.property;
    deepStrictEqual(await identify({} as never, live(), "tier"), "acme:widgets:tier");
    deepStrictEqual(await identify({} as never, live(), "unset"), undefined);
  });
});
