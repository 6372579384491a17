import { deepStrictEqual, match } from "node:assert/strict";
import { variables } from "../../../src/repository/facets/variables.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const live = () =>
  liveRepository({
    "/actions/variables": {
      total_count: 2,
      variables: [
        { name: "REGION", value: "eu-west-1" },
        { name: "BY_HAND", value: "1" },
      ],
    },
    "/actions/secrets": { total_count: 1, secrets: [{ name: "TOKEN" }] },
  });

describe("variables and secrets", () => {
  it("asks for variables in the open and for secrets by reference", () => {
    const spec = { ...identity, variables: { REGION: "eu" }, secrets: { TOKEN: { env: "WIDGETS_TOKEN" } } };
    deepStrictEqual(variables.resources?.(spec, context), [
      {
        kind: "variable",
        key: "REGION",
        args: { repository: "widgets", variableName: "REGION", value: "eu" },
      },
      {
        kind: "secret",
        key: "TOKEN",
        args: { owner: "acme", repository: "widgets", name: "TOKEN", value: "value of WIDGETS_TOKEN" },
      },
    ]);
  });

  it("observes the declared variables, and of secrets nothing: GitHub tells no value", async () => {
    const spec = { ...identity, variables: { REGION: "eu", ABSENT: "" }, secrets: { TOKEN: { env: "T" } } };
    deepStrictEqual(await variables.observe(live(), spec), { variables: { REGION: "eu-west-1" } });
    deepStrictEqual(await variables.observe(live(), identity), {});
  });

  it("finds both by name", async () => {
    const { variable, secret } = variables.kinds;
    deepStrictEqual(await variable.identify({} as never, live(), "REGION"), "widgets:REGION");
    deepStrictEqual(await variable.identify({} as never, live(), "ABSENT"), undefined);
    deepStrictEqual(await secret.identify({} as never, live(), "TOKEN"), "acme/widgets/TOKEN");
    deepStrictEqual(await secret.identify({} as never, live(), "ABSENT"), undefined);
  });

  for (const name of ["region", "1ST", "A-B", "GITHUB_REGION"]) {
    it(`refuses the name ${name}`, () => {
      const { error } = variables.fields.variables.safeParse({ [name]: "" });
      match(String(error), name === "GITHUB_REGION" ? /keeps for itself/ : /capital letters/);
    });
  }
});
