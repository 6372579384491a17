import assert from "node:assert/strict";
import { z } from "zod";
import { explain, pathName } from "../../src/catalogue/explain.ts";
import { nearest } from "../../src/catalogue/nearest.ts";

const told = (schema: z.ZodType, value: unknown) =>
  explain(schema, value, "an entry").findings.map(({ message }) => message);

describe("sentences for what is wrong", () => {
  const actor = z.union([
    z.strictObject({ team: z.string(), mode: z.enum(["always", "sometimes"]).optional() }),
    z.strictObject({ app: z.int(), mode: z.enum(["always", "sometimes"]).optional() }),
  ]);

  it("name what was most likely meant among several forms", () => {
    const list = z.strictObject({ bypass: z.array(actor) });
    assert.deepEqual(told(list, { bypass: [{ team: "a", mode: "alway" }] }), [
      "`bypass[0].mode` must be `always` or `sometimes`, not `alway`; did you mean `always`?",
    ]);
    assert.deepEqual(told(list, { bypass: [{ app: "a" }] }), ["`bypass[0].app` must be a number, not `a`"]);
    assert.deepEqual(told(list, { bypass: [{ taem: "a" }] }), [
      "`taem` is not a field of `bypass[0]`; did you mean `team`?",
    ]);
    assert.deepEqual(told(list, { bypass: ["a"] }), ["`bypass[0]` must be a map, not a text"]);
  });

  it("name all forms where the value is like none of them", () => {
    const off = z.strictObject({ scan: z.union([z.literal("off"), z.int(), z.array(z.string())]) });
    assert.deepEqual(told(off, { scan: true }), [
      "`scan` must be `off`, a number or a list, not true or false",
    ]);
    assert.deepEqual(told(off, {}), ["`scan` is missing"]);
  });

  it("tell each unknown field by itself", () => {
    const flags = z.strictObject({ wiki: z.boolean().optional(), issues: z.boolean().optional() });
    assert.deepEqual(told(flags, { wkii: true, other: 1 }), [
      "`wkii` is not a field of an entry; did you mean `wiki`?",
      "`other` is not a field of an entry",
    ]);
  });

  it("take the schema's own words after the field's name", () => {
    const topic = z.strictObject({ topic: z.string().regex(/^[a-z]+$/, "is not a topic") });
    assert.deepEqual(told(topic, { topic: "X" }), ["`topic` is not a topic"]);
  });

  it("bound numbers, texts and lists", () => {
    const bounds = z.strictObject({
      number: z.int().positive(),
      text: z.string().min(1),
      short: z.string().min(3),
      list: z.array(z.string()).min(1),
      few: z.array(z.string()).max(1),
      address: z.url(),
    });
    const value = { number: 0, text: "", short: "a", list: [], few: ["a", "b"], address: "a" };
    assert.deepEqual(told(bounds, value), [
      "`number` must be above 0",
      "`text` is empty",
      "`short` has less than 3 characters",
      "`list` is an empty list",
      "`few` has more than 1 items",
      "`address` is not an address",
    ]);
  });

  it("never repeat a text that stands where a map belongs: it may be a secret", () => {
    const secrets = z.strictObject({ secrets: z.record(z.string(), z.strictObject({ env: z.string() })) });
    assert.doesNotMatch(told(secrets, { secrets: { TOKEN: "hunter2" } }).join(), /hunter2/);
  });

  it("write paths as people do", () => {
    assert.equal(pathName(["labels", "good first issue", "color"]), 'labels."good first issue".color');
    assert.equal(pathName(["bypass", 0, "team"]), "bypass[0].team");
  });
});

describe("the nearest word", () => {
  it("is one that a slip away was meant", () => {
    assert.equal(nearest("visibilty", ["visibility", "features"]), "visibility");
    assert.equal(nearest("taem", ["team", "name"]), "team");
    assert.equal(nearest("Admin", ["admin"]), "admin");
  });

  it("is none where none is near", () => {
    assert.equal(nearest("colour", ["visibility", "team"]), undefined);
    assert.equal(nearest("x", []), undefined);
  });
});
