import assert from "node:assert/strict";
import { inTurn } from "../../src/renovate/turn.ts";

describe("the order of a run's repositories", () => {
  const all = Array.from({ length: 500 }, (_, number) => number);

  it("leaves none out and none waiting, though a run comes to a tenth of them only", () => {
    const done = new Set<number>();
    for (let run = 1000; run < 1020; run += 1) {
      const order = inTurn(all, run);
      assert.deepEqual(
        [...order].sort((one, other) => one - other),
        all,
      );
      for (const one of order.slice(0, 50)) done.add(one);
    }
    assert.equal(done.size, all.length);
  });

  it("is the given one where no run is numbered, and nothing is made of nothing", () => {
    assert.deepEqual(inTurn(all, 0), all);
    assert.deepEqual(inTurn([], 7), []);
  });
});
