import { deepStrictEqual, doesNotMatch, equal, match, notEqual } from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { variables } from "../../../src/repository/facets/variables.ts";
import { overwriteSecret } from "./by-hand.ts";
import { FacetWorld } from "./facet-world.ts";

describe("variables and secrets, by the engine", function () {
  this.timeout(600_000);
  const value = "a-value-that-nobody-may-see";
  let world: FacetWorld;
  before(async () => {
    world = await FacetWorld.start({ secret: ({ env }) => pulumi.secret(`${value} of ${env}`) });
    world.declare({
      variables: { REGION: "eu-west-1", EMPTY: "" },
      secrets: { TOKEN: { env: "WIDGETS_TOKEN" } },
    });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made, the secret's value encrypted in the state", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    deepStrictEqual(await variables.observe(world.live, world.declared), {
      variables: world.declared.variables,
    });
    const state = await world.state();
    match(state, /ActionsSecret/);
    doesNotMatch(state, new RegExp(value));
  });

  it("are put back when somebody changes or deletes them; others that somebody adds stay", async () => {
    await world.byHand("PATCH /actions/variables/REGION", { value: "us-east-1" });
    await world.byHand("DELETE /actions/variables/EMPTY");
    await world.byHand("DELETE /actions/secrets/TOKEN");
    await world.byHand("POST /actions/variables", { name: "BY_HAND", value: "1" });
    deepStrictEqual((await world.up({ refresh: true })).toSorted(), [
      "create secret/TOKEN",
      "create variable/EMPTY",
      "update variable/REGION",
    ]);
    deepStrictEqual(await variables.observe(world.live, world.declared), {
      variables: world.declared.variables,
    });
    equal((await world.live.variables).length, 3);
    deepStrictEqual(
      (await world.live.secrets).map(({ name }) => name),
      ["TOKEN"],
    );
  });

  it("get their value back when somebody overwrites a secret", async () => {
    const written = async () => (await world.live.secrets)[0]?.updated_at;
    const before = await written();
    await setTimeout(1100); // GitHub tells seconds only.
    await overwriteSecret(world.world.github, "/repos/acme/widgets/actions/secrets", "TOKEN");
    notEqual(await written(), before);
    deepStrictEqual(await world.up({ refresh: true }), ["update secret/TOKEN"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    doesNotMatch(await world.state(), new RegExp(value));
  });

  it("are taken in; the secret is written once more, since GitHub tells no value", async () => {
    const ids = await world.adopt();
    equal(ids["variable/REGION"], "widgets:REGION");
    equal(ids["variable/EMPTY"], "widgets:EMPTY");
    equal(ids["secret/TOKEN"], "acme/widgets/TOKEN");
    deepStrictEqual(await world.up(), ["update secret/TOKEN"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    doesNotMatch(await world.state(), new RegExp(value));
  });
});
