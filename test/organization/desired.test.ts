import { deepStrictEqual } from "node:assert/strict";
import { desiredOrganization } from "../../src/organization/desired.ts";

describe("the organisation's desired state", () => {
  const argsOf = (definition: Parameters<typeof desiredOrganization>[1]["properties"]) =>
    desiredOrganization("acme", { properties: definition }).properties.map(({ args }) => args);

  it("gives a required property its default, as GitHub takes it", () => {
    const tier = { type: "single_select", values: ["high", "low"], required: true, default: "low" } as const;
    deepStrictEqual(argsOf({ tier }), [
      {
        owner: "acme",
        property: "tier",
        type: "single_select",
        description: "",
        required: true,
        values: ["high", "low"],
        default: "low",
      },
    ]);
  });

  it("gives a property that takes several values several defaults", () => {
    const [args] = argsOf({ areas: { type: "multi_select", values: ["a", "b"], default: ["a", "b"] } });
    deepStrictEqual(args?.default, ["a", "b"]);
  });

  it("sends true and false as the texts that GitHub knows them by", () => {
    const [args] = argsOf({ personal_data: { type: "true_false", default: false } });
    deepStrictEqual(args?.default, "false");
  });
});
