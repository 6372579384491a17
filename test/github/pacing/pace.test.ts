import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { Pace, StoppedWaiting } from "../../../src/github/pacing/pace.ts";

const read = { method: "GET", path: "/user" };
const creation = { method: "POST", path: "/orgs/acme/repos" };

/** The most that any window of so many milliseconds has of these moments. */
function most(moments: readonly number[], window: number): number {
  return Math.max(
    ...moments.map(begin => moments.filter(time => time >= begin && time < begin + window).length),
  );
}

describe("A pace", () => {
  it("has in no window, whenever it begins, more than the limit, though another limit is waited for too", async () => {
    const seconds = 0.5;
    const pace = new Pace([
      { of: "creations", most: 8, seconds },
      { of: "points", most: 90, seconds },
    ]);
    const sent: number[] = [];
    const reads = Array.from({ length: 80 }, () => pace.pass(read));
    const lanes = Array.from({ length: 16 }, async () => {
      for (let left = 3; left > 0; left--) {
        await pace.pass(creation);
        sent.push(performance.now());
      }
    });
    await Promise.all([...reads, ...lanes]);
    assert.equal(sent.length, 48);
    assert.ok(most(sent, seconds * 1000) <= 8, `${most(sent, seconds * 1000)} in one window`);
  });

  it("says which limit is waited for", async () => {
    const limit = { of: "points", most: 10, seconds: 0.3 } as const;
    const pace = new Pace([limit]);
    assert.equal(pace.holding, undefined);
    const all = Promise.all(Array.from({ length: 12 }, () => pace.pass(read)));
    assert.equal(pace.holding, limit);
    await all;
    assert.equal(pace.holding, undefined);
  });

  it("lets nothing new be made once it is stopped, and everything else pass", async () => {
    const pace = new Pace([{ of: "creations", most: 1, seconds: 3600 }]);
    await pace.pass(creation);
    const waiting = [pace.pass(creation), pace.pass(creation)].map(pass => pass.catch(error => error));
    await sleep(20);
    pace.stop();
    for (const ended of await Promise.all(waiting)) assert.ok(ended instanceof StoppedWaiting);
    await assert.rejects(pace.pass(creation), StoppedWaiting);
    await pace.pass(read);
    await pace.pass({ method: "PATCH", path: "/repos/acme/api" });
  });
});
