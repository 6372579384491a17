import { deepStrictEqual } from "node:assert/strict";
import { desiredOrganization } from "../../src/organization/desired.ts";

describe("the organisation's desired state", () => {
  const argsOf = (definition: Parameters<typeof desiredOrganization>[0]["properties"]) =>
    desiredOrganization({ properties: definition }).properties.map(({ args }) => args);

  it("gives a required property its default, as the provider calls it", () => {
    const tier = { type: "single_select", values: ["high", "low"], required: true, default: "low" } as const;
    deepStrictEqual(argsOf({ tier }), [
      {
        propertyName: "tier",
        valueType: "single_select",
        description: "",
        required: true,
        allowedValues: ["high", "low"],
        defaultValue: "low",
      },
    ]);
  });

  it("sends true and false as the texts that GitHub knows them by", () => {
    const [args] = argsOf({ personal_data: { type: "true_false", default: false } });
    deepStrictEqual(args?.defaultValue, "false");
  });
});
