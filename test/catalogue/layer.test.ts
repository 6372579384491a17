import assert from "node:assert/strict";
import fc from "fast-check";
import { isMap, type Layer, resolve } from "../../src/catalogue/layer.ts";

const scalar = fc.oneof(fc.string(), fc.integer(), fc.boolean(), fc.array(fc.string(), { maxLength: 3 }));
const key = fc.constantFrom("a", "b", "c", "__proto__", "constructor", "toString");

/** Any layer, with `null`s at any depth. */
const { layer } = fc.letrec<{ layer: Layer; value: unknown }>(tie => ({
  layer: fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
  value: fc.oneof({ maxDepth: 3, depthSize: "small" }, scalar, fc.constant(null), tie("layer")),
}));

/** Layers that agree on what is a map and what is not, as layers of one schema do, and turn nothing off. */
const { shaped } = fc.letrec<{ shaped: Layer }>(tie => ({
  shaped: fc.record(
    {
      flag: fc.boolean(),
      list: fc.array(fc.nat()),
      map: fc.oneof({ maxDepth: 3 }, fc.constant({}), tie("shaped")),
    },
    { requiredKeys: [] },
  ),
}));

/** The paths of a layer that end in something else than a map. */
function leaves(of: Layer, path: readonly string[] = []): [path: readonly string[], value: unknown][] {
  return Object.entries(of).flatMap(([name, value]) =>
    isMap(value) ? leaves(value, [...path, name]) : [[[...path, name], value] as [string[], unknown]],
  );
}

function get(of: Layer, path: readonly string[]): unknown {
  return path.reduce<unknown>(
    (holder, name) => (isMap(holder) && Object.hasOwn(holder, name) ? holder[name] : undefined),
    of,
  );
}

describe("layers", () => {
  it("merge maps, replace lists and single values, and turn off with null", () => {
    const below = {
      topics: ["a", "b"],
      features: { wiki: true, issues: true },
      homepage: "x",
      reviews: { approvals: 1 },
    };
    const above = { topics: ["c"], features: { wiki: false }, homepage: null, reviews: null };
    assert.deepEqual(resolve([below, above]), { topics: ["c"], features: { wiki: false, issues: true } });
  });

  it("turn off at any depth, and on again above", () => {
    const layers = [{ a: { b: { c: 1, d: 2 } } }, { a: { b: { c: null } } }, { a: { b: { c: 3 } } }];
    assert.deepEqual(resolve(layers.slice(0, 2)), { a: { b: { d: 2 } } });
    assert.deepEqual(resolve(layers), { a: { b: { d: 2, c: 3 } } });
  });

  it("say what the uppermost says, wherever it says something", () => {
    fc.assert(
      fc.property(layer, layer, (below, above) => {
        const resolved = resolve([below, above]);
        for (const [path, value] of leaves(above)) assert.deepEqual(get(resolved, path), value ?? undefined);
      }),
    );
  });

  it("leave alone what the upper ones don't speak of", () => {
    fc.assert(
      fc.property(layer, layer, (below, above) => {
        const resolved = resolve([below, above]);
        for (const [path, value] of leaves(below)) {
          const covered = path.some((_, index) => {
            const over = get(above, path.slice(0, index + 1));
            return over !== undefined && (!isMap(over) || index === path.length - 1);
          });
          if (!covered) assert.deepEqual(get(resolved, path), value ?? undefined);
        }
      }),
    );
  });

  it("leave no null behind", () => {
    fc.assert(
      fc.property(fc.array(layer, { maxLength: 4 }), layers => {
        for (const [, value] of leaves(resolve(layers))) assert.notEqual(value, null);
      }),
    );
  });

  it("come to the same when one is laid over itself", () => {
    fc.assert(
      fc.property(layer, layer, (below, above) =>
        assert.deepEqual(resolve([below, above, above]), resolve([below, above])),
      ),
    );
  });

  it("come to the same when the lower ones are resolved first", () => {
    fc.assert(
      fc.property(layer, layer, layer, (a, b, c) =>
        assert.deepEqual(resolve([resolve([a, b]), c]), resolve([a, b, c])),
      ),
    );
  });

  it("come to the same when the upper ones are resolved first, as long as nothing is turned off", () => {
    fc.assert(
      fc.property(shaped, shaped, shaped, (a, b, c) =>
        assert.deepEqual(resolve([a, resolve([b, c])]), resolve([a, b, c])),
      ),
    );
  });

  it("are not changed, nor shared with the result", () => {
    fc.assert(
      fc.property(layer, layer, (below, above) => {
        const before = structuredClone([below, above]);
        const resolved = resolve([below, above]);
        for (const value of Object.values(resolved))
          if (isMap(value)) assert.ok(![...Object.values(below), ...Object.values(above)].includes(value));
        assert.deepEqual([below, above], before);
      }),
    );
  });
});
