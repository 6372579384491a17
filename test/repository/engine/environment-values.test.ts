import { deepStrictEqual, doesNotMatch, equal, match, notEqual } from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import * as pulumi from "@pulumi/pulumi";
import { environments } from "../../../src/repository/facets/environments.ts";
import { overwriteSecret } from "./by-hand.ts";
import { FacetWorld } from "./facet-world.ts";

describe("an environment's variables and secrets, by the engine", function () {
  this.timeout(600_000);
  const value = "a-value-that-nobody-may-see";
  const live = {
    branches: ["main"],
    variables: { REGION: "eu-west-1", EMPTY: "" },
    secrets: { TOKEN: { env: "WIDGETS_TOKEN" } },
  };
  const base = "/environments/live%2Feu";
  let world: FacetWorld;
  before(async () => {
    world = await FacetWorld.start({ secret: ({ env }) => pulumi.secret(`${value} of ${env}`) });
    world.declare({ environments: { "live/eu": live } });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made, the secret's value encrypted in the state", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    deepStrictEqual(await environments.observe(world.live, world.declared), {
      environments: { "live/eu": live },
    });
    const state = await world.state();
    match(state, /EnvironmentSecret/);
    doesNotMatch(state, new RegExp(value));
  });

  it("are put back when somebody changes or deletes them; others that somebody adds stay", async () => {
    await world.byHand(`PATCH ${base}/variables/REGION`, { value: "us-east-1" });
    await world.byHand(`DELETE ${base}/variables/EMPTY`);
    await world.byHand(`DELETE ${base}/secrets/TOKEN`);
    await world.byHand(`POST ${base}/variables`, { name: "BY_HAND", value: "1" });
    deepStrictEqual((await world.up({ refresh: true })).toSorted(), [
      "create environmentSecret/live/eu/TOKEN",
      "create environmentVariable/live/eu/EMPTY",
      "update environmentVariable/live/eu/REGION",
    ]);
    equal((await world.live.environmentVariables("live/eu")).length, 3);
    equal((await world.live.environmentSecrets("live/eu")).length, 1);
  });

  it("get their value back when somebody overwrites a secret", async () => {
    const written = async () => (await world.live.environmentSecrets("live/eu"))[0]?.updated_at;
    const before = await written();
    await setTimeout(1100); // GitHub tells seconds only.
    await overwriteSecret(world.world.github, `/repos/acme/widgets${base}/secrets`, "TOKEN");
    notEqual(await written(), before);
    deepStrictEqual(await world.up({ refresh: true }), ["update environmentSecret/live/eu/TOKEN"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
  });

  it("come back with an environment that somebody deleted", async () => {
    await world.byHand(`DELETE ${base}`);
    deepStrictEqual((await world.up({ refresh: true })).toSorted(), [
      "create environment/live/eu",
      "create environmentSecret/live/eu/TOKEN",
      "create environmentVariable/live/eu/EMPTY",
      "create environmentVariable/live/eu/REGION",
    ]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
  });

  it("are taken in; the secret is written once more, since GitHub tells no value", async () => {
    const ids = await world.adopt();
    equal(ids["environmentVariable/live/eu/REGION"], "widgets:live/eu:REGION");
    equal(ids["environmentSecret/live/eu/TOKEN"], "acme/widgets/live/eu/TOKEN");
    deepStrictEqual(await world.up(), ["update environmentSecret/live/eu/TOKEN"]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    doesNotMatch(await world.state(), new RegExp(value));
  });

  it("go when they are no longer declared, and the environment stays", async () => {
    world.declare({
      environments: { "live/eu": { branches: ["main"], variables: { REGION: "eu-west-1" } } },
    });
    deepStrictEqual((await world.up()).toSorted(), [
      "delete environmentSecret/live/eu/TOKEN",
      "delete environmentVariable/live/eu/EMPTY",
    ]);
    deepStrictEqual(await world.live.environmentSecrets("live/eu"), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
  });
});
