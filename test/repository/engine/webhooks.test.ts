import { deepStrictEqual, doesNotMatch, equal } from "node:assert/strict";
import * as pulumi from "@pulumi/pulumi";
import { webhooks } from "../../../src/repository/facets/webhooks.ts";
import { FacetWorld } from "./facet-world.ts";

const plain = "https://chat.acme.example/hook";
const signed = "https://ci.acme.example/hook";
const plainKey = "chat.acme.example 1830b9df";
const signedKey = "ci.acme.example fab95917";

describe("webhooks, by the engine", function () {
  this.timeout(600_000);
  const value = "a-value-that-nobody-may-see";
  let world: FacetWorld;
  const hook = async (url: string) => {
    const found = (await world.live.webhooks).find(({ config }) => config.url === url);
    if (!found) throw new Error(`There is no webhook ${url}.`);
    return found;
  };
  before(async () => {
    world = await FacetWorld.start({ secret: () => pulumi.secret(value) });
    world.declare({
      webhooks: {
        [plain]: { events: ["release", "push"], content_type: "form" },
        [signed]: { secret: { env: "HOOK_SECRET" } },
      },
    });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made, the secret encrypted in the state", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    const { [plain]: declared } = world.declared.webhooks ?? {};
    const { webhooks: found } = await webhooks.observe(world.live, world.declared);
    deepStrictEqual(found, { [plain]: { ...declared, events: declared?.events.toSorted() } });
    doesNotMatch(await world.state(), new RegExp(value));
  });

  it("are put back when somebody changes or deletes them; another is reported", async () => {
    const { id, config } = await hook(plain);
    await world.byHand(`PATCH /hooks/${id}`, { active: false, config: { ...config, insecure_ssl: "1" } });
    await world.byHand(`DELETE /hooks/${(await hook(signed)).id}`);
    await world.byHand("POST /hooks", { config: { url: "https://stranger.example/" } });
    deepStrictEqual((await world.up({ refresh: true })).toSorted(), [
      `create webhook/${signedKey}`,
      `update webhook/${plainKey}`,
    ]);
    const { active, config: after } = await hook(plain);
    deepStrictEqual([active, after.insecure_ssl], [true, "0"]);
    equal((await hook(signed)).config.secret, "********");
    deepStrictEqual((await webhooks.kinds.webhook.list?.(world.live))?.toSorted(), [
      plainKey,
      signedKey,
      "stranger.example 8cdd7a05",
    ]);
  });

  it("get their secret back when somebody takes it off", async () => {
    const { id, config } = await hook(signed);
    const { secret: _, ...unsigned } = config;
    await world.byHand(`PATCH /hooks/${id}`, { config: unsigned });
    equal((await hook(signed)).config.secret, undefined);
    deepStrictEqual(await world.up({ refresh: true }), [`update webhook/${signedKey}`]);
    equal((await hook(signed)).config.secret, "********");
  });

  it("lose their secret when the entry names none any more", async () => {
    const declared = world.declared.webhooks;
    world.declare({ webhooks: { ...declared, [signed]: {} } });
    deepStrictEqual(await world.up(), [`update webhook/${signedKey}`]);
    equal((await hook(signed)).config.secret, undefined);
    world.declare({ webhooks: declared });
    deepStrictEqual(await world.up(), [`update webhook/${signedKey}`]);
    equal((await hook(signed)).config.secret, "********");
  });

  it("are taken in; a secret is written once more, since GitHub tells none", async () => {
    const ids = await world.adopt();
    equal(ids[`webhook/${plainKey}`], `widgets/${(await hook(plain)).id}`);
    equal(ids[`webhook/${signedKey}`], `widgets/${(await hook(signed)).id}`);
    deepStrictEqual(await world.up(), [`update webhook/${signedKey}`]);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    doesNotMatch(await world.state(), new RegExp(value));
  });
});
