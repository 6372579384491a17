import { deepStrictEqual, equal } from "node:assert/strict";
import { autolinks } from "../../../src/repository/facets/autolinks.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const url = "https://tickets.acme.example/browse/<num>";
const live = () =>
  liveRepository({
    "/autolinks": [
      { id: 7, key_prefix: "TICKET-", url_template: url, is_alphanumeric: false },
      { id: 8, key_prefix: "BUG-", url_template: url, is_alphanumeric: true },
    ],
  });

describe("autolinks", () => {
  it("asks for each", () => {
    const spec = { ...identity, autolinks: { "TICKET-": { url, alphanumeric: false } } };
    deepStrictEqual(autolinks.resources?.(spec, context), [
      {
        kind: "autolink",
        key: "TICKET-",
        args: {
          repository: "widgets",
          keyPrefix: "TICKET-",
          targetUrlTemplate: url,
          isAlphanumeric: false,
        },
      },
    ]);
  });

  it("observes what is declared", async () => {
    const spec = { ...identity, autolinks: { "TICKET-": { url, alphanumeric: true } } };
    deepStrictEqual(await autolinks.observe(live(), spec), {
      autolinks: { "TICKET-": { url, alphanumeric: false } },
    });
    deepStrictEqual(await autolinks.observe(live(), identity), {});
  });

  it("finds one by its prefix", async () => {
    const { identify } = autolinks.kinds.autolink;
    deepStrictEqual(await identify({} as never, live(), "TICKET-"), "widgets/7");
    deepStrictEqual(await identify({} as never, live(), "OTHER-"), undefined);
  });

  it("lets letters follow the prefix unless it is told otherwise", () => {
    deepStrictEqual(autolinks.fields.autolinks.parse({ "TICKET-": { url } }), {
      "TICKET-": { url, alphanumeric: true },
    });
  });

  it("refuses a prefix that ends in a digit, and an address without `<num>`", () => {
    equal(autolinks.fields.autolinks.safeParse({ V2: { url } }).success, false);
    equal(autolinks.fields.autolinks.safeParse({ "T-": { url: "https://acme.example/" } }).success, false);
  });
});
