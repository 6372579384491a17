import assert from "node:assert/strict";
import { waves } from "../../src/kubernetes/part.ts";

describe("waves", () => {
  it("begin when what they wait for is in place", () => {
    const parts = {
      roof: { after: ["walls"] },
      walls: { after: ["floor"] },
      floor: { after: [] },
      tree: { after: [] },
    };
    assert.deepEqual(waves(parts), [["floor", "tree"], ["walls"], ["roof"]]);
  });

  it("are none where parts wait for each other, or for nothing that exists", () => {
    assert.throws(() => waves({ a: { after: ["b"] }, b: { after: ["a"] } }), /wait for each other/);
    assert.throws(() => waves({ a: { after: ["missing"] } }), /does not exist/);
  });
});
