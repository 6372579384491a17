import { deepStrictEqual, equal } from "node:assert/strict";
import { webhooks } from "../../../src/repository/facets/webhooks.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const url = "https://ci.acme.example/hook?token=1";
const key = "ci.acme.example 71187775";
const hook = { events: ["push", "release"], active: true, content_type: "json" as const };
const live = (config: object = {}) =>
  liveRepository({
    "/hooks": [
      {
        id: 3,
        active: true,
        events: hook.events,
        config: { url, content_type: "json", insecure_ssl: "0", ...config },
      },
      { id: 4, active: true, events: ["push"], config: { url: "https://chat.acme.example/hook" } },
    ],
  });

describe("webhooks", () => {
  it("asks for each with its secret by reference, and always for verified certificates", () => {
    const spec = {
      ...identity,
      webhooks: { [url]: { ...hook, events: ["release", "push"], secret: { env: "HOOK_SECRET" } } },
    };
    deepStrictEqual(webhooks.resources?.(spec, context), [
      {
        kind: "webhook",
        key,
        args: {
          repository: "widgets",
          active: true,
          events: ["push", "release"],
          configuration: {
            url,
            contentType: "json",
            insecureSsl: false,
            secret: "value of HOOK_SECRET",
          },
        },
      },
    ]);
  });

  it("observes what is declared", async () => {
    const spec = { ...identity, webhooks: { [url]: { ...hook, active: false } } };
    deepStrictEqual(await webhooks.observe(live(), spec), { webhooks: { [url]: hook } });
    deepStrictEqual(await webhooks.observe(live(), identity), {});
  });

  it("takes in neither a secret it cannot know nor a webhook that trusts every certificate", async () => {
    const spec = { ...identity, webhooks: { [url]: hook } };
    deepStrictEqual(await webhooks.observe(live({ secret: "********" }), spec), {});
    deepStrictEqual(await webhooks.observe(live({ insecure_ssl: "1" }), spec), {});
  });

  it("finds and reports them by a key that does not give the address away", async () => {
    const { identify, list } = webhooks.kinds.webhook;
    equal(await identify({} as never, live(), key), "widgets/3");
    equal(await identify({} as never, live(), "acme.example 00000000"), undefined);
    deepStrictEqual(await list?.(live()), [key, "chat.acme.example 1830b9df"]);
  });

  it("fills in the usual, and refuses what is no address", () => {
    const read = (url: string) => webhooks.fields.webhooks.safeParse({ [url]: {} }).data;
    deepStrictEqual(read(url), { [url]: { events: ["push"], content_type: "json", active: true } });
    equal(read("ci.acme.example"), undefined);
    equal(read("ftp://ci.acme.example/"), undefined);
  });
});
