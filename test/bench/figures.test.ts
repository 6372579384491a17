import assert from "node:assert/strict";
import type { Calls } from "../../bench/calls.ts";
import { extrapolated, type Measurement } from "../../bench/repositories/results.ts";
import { boundOf } from "../../bench/repositories/traffic.ts";

const calls = (counts: Partial<Calls> = {}): Calls => ({
  restReads: 0,
  restWrites: 0,
  graphqlQueries: 0,
  graphqlMutations: 0,
  git: 0,
  content: 0,
  refused: { primary: 0, secondary: 0 },
  byRoute: {},
  ...counts,
});

const measurement = (counts: Partial<Calls>, constant = false): Measurement => ({
  work: "first",
  title: "apply",
  usual: true,
  constant,
  seconds: 3,
  calls: calls(counts),
  memory: { program: 1, engine: 1, providers: 1, together: 3 },
});

describe("the benchmark's figures", () => {
  it("tell the shortest time that GitHub's limits allow, and the limit that it is for", () => {
    assert.deepEqual(boundOf(calls({ restReads: 400, restWrites: 100 })), { seconds: 0 });
    assert.deepEqual(boundOf(calls({ restReads: 401, restWrites: 100 })), {
      seconds: 60,
      limit: "900 points of REST a minute",
    });
    assert.deepEqual(boundOf(calls({ restWrites: 501, content: 501 })), {
      seconds: 3600,
      limit: "500 creations an hour",
    });
  });

  it("are extrapolated in time and calls, never in memory, unless they stay the same", () => {
    const measurements = [measurement({ restReads: 7 }), measurement({ restReads: 7 }, true)];
    const result = { contender: "one", repositories: 20, measurements, differences: [] };
    const [scaled, constant] = extrapolated(result, 200).measurements;
    assert.deepEqual([scaled?.seconds, scaled?.calls.restReads, scaled?.memory], [30, 70, undefined]);
    assert.equal(scaled?.extrapolatedFrom, 20);
    assert.deepEqual(constant, measurements[1]);
    assert.equal(extrapolated(result, 20), result);
  });

  it("are extrapolated in writes for a first apply alone", () => {
    const measurements = [
      measurement({ restWrites: 3 }),
      { ...measurement({ restWrites: 3, restReads: 2 }), work: "oneDrifted" as const },
    ];
    const result = { contender: "one", repositories: 20, measurements, differences: [] };
    const calls = extrapolated(result, 40).measurements.map(one => one.calls);
    assert.deepEqual(
      calls.map(({ restWrites, restReads }) => [restWrites, restReads]),
      [
        [6, 0],
        [3, 4],
      ],
    );
  });
});
