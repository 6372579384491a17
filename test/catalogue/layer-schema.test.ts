import assert from "node:assert/strict";
import fc from "fast-check";
import { z } from "zod";
import { entry } from "../../src/catalogue/entry.ts";
import { layerSchema } from "../../src/catalogue/layer-schema.ts";
import { baseline, specification } from "../../src/repository/specification.ts";

const resolved = z.strictObject({
  name: z.string(),
  kind: z.enum(["a", "b"]).default("a"),
  nested: z.strictObject({ on: z.boolean(), list: z.array(z.strictObject({ id: z.int() })) }),
  things: z.record(z.string().regex(/^[a-z]+$/), z.strictObject({ size: z.int().min(1) })).optional(),
  either: z.union([z.literal("off"), z.strictObject({ level: z.int() })]).optional(),
});
const layer = layerSchema(resolved);
const accepts = (value: unknown) => layer.safeParse(value).success;

describe("the schema of a layer", () => {
  it("asks for nothing", () => {
    assert.ok(accepts({}));
    assert.ok(accepts({ nested: {} }));
    assert.ok(accepts({ things: { some: {} }, either: {} }));
  });

  it("takes null at any depth of maps", () => {
    assert.ok(accepts({ name: null, nested: { on: null }, things: { some: null } }));
    assert.ok(accepts({ nested: null, things: { some: { size: null } }, either: { level: null } }));
  });

  it("fills in no defaults, which would hide what lies below", () => {
    assert.deepEqual(layer.parse({}), {});
  });

  it("asks for the items of lists whole, since lists replace", () => {
    assert.ok(accepts({ nested: { list: [{ id: 1 }] } }));
    assert.ok(!accepts({ nested: { list: [{}] } }));
    assert.ok(!accepts({ nested: { list: [null] } }));
  });

  it("refuses unknown keys, wrong values and wrong names at any depth", () => {
    assert.ok(!accepts({ nam: "x" }));
    assert.ok(!accepts({ nested: { of: true } }));
    assert.ok(!accepts({ things: { some: { size: 0 } } }));
    assert.ok(!accepts({ things: { Some: { size: 1 } } }));
    assert.ok(!accepts({ either: "on" }));
    assert.ok(!accepts({ either: { level: 1, more: 2 } }));
  });

  it("keeps the descriptions", () => {
    const described = z.strictObject({ a: z.boolean().meta({ description: "What a is." }).default(true) });
    assert.match(JSON.stringify(z.toJSONSchema(layerSchema(described), { io: "input" })), /What a is\./);
  });

  it("takes everything that the resolved schema takes", () => {
    assert.ok(entry.omit({ archetype: true }).safeParse(specification.parse(baseline)).success);
    const value = fc.record({
      name: fc.string(),
      nested: fc.record({ on: fc.boolean(), list: fc.array(fc.record({ id: fc.integer() })) }),
    });
    fc.assert(fc.property(value, whole => accepts(whole) && resolved.safeParse(whole).success));
  });
});
