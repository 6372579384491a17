import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { sayingWhyItWaits } from "../../src/loop/standstill.ts";
import { type Calls, TestWorld } from "../support/world.ts";

describe("Work that stands still", () => {
  let world: TestWorld;
  let notices: string[];

  before(async () => {
    world = await TestWorld.start();
  });
  after(() => world.close());
  beforeEach(async () => {
    notices = [];
    await world.control("PUT", "/settings", {});
    await world.resetCalls();
  });

  const onNotice = (text: string) => void notices.push(text);

  /** Until it was asked so many times why nothing happens. */
  async function asked(times: number): Promise<void> {
    for (;;) {
      const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
      if ((calls["GET /rate_limit"] ?? 0) >= times) return;
      await sleep(5);
    }
  }

  it("says once until when GitHub's rate limit makes it wait", async () => {
    await world.control("PUT", "/settings", { limits: { primaryPerHour: 1 } });
    await world.github.rest.users.getAuthenticated();
    const answer = await sayingWhyItWaits(
      world.github,
      { onNotice },
      async () => {
        await asked(3);
        return "done";
      },
      1,
    );
    assert.equal(answer, "done");
    assert.equal(notices.length, 1);
    assert.match(notices[0] ?? "", /^Waiting for GitHub's rate limit until \d?\d:\d\d/);
  });

  it("says nothing where it waits for something else", async () => {
    await sayingWhyItWaits(world.github, { onNotice }, () => asked(3), 1);
    assert.deepEqual(notices, []);
  });
});
