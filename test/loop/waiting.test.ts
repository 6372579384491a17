import assert from "node:assert/strict";
import { EngineFailed } from "../../src/engine/command.ts";
import { RunFailed } from "../../src/engine/run.ts";
import { UpFailed } from "../../src/loop/up.ts";
import { waitingForLock } from "../../src/loop/waiting.ts";

const extent = { made: [], changed: [], removed: [] };
const nothing = { stack: "github", changes: [], extent, same: 0, diagnostics: [], failed: [] };

/** What `up` throws where the engine has refused. */
function refused(reason: string): UpFailed {
  return new UpFailed(new RunFailed(new EngineFailed("up", "", reason), nothing), nothing, []);
}

describe("A run that may wait for a lock", () => {
  /** How many attempts it takes where the first one ends so. */
  async function attempts(failure: Error, minutes = 1): Promise<number> {
    let begun = 0;
    const work = async () => {
      begun += 1;
      if (begun === 1) throw failure;
    };
    await waitingForLock(work, minutes, {}, 1);
    return begun;
  }

  it("waits where a backend that is no file tells of the lock by the engine's words alone", async () => {
    assert.equal(await attempts(refused("error: the stack is currently locked by 1 lock(s)")), 2);
    assert.equal(await attempts(refused("[409] Conflict: Another update is currently in progress.")), 2);
  });

  it("waits for nothing else, and not for longer than it may", async () => {
    await assert.rejects(attempts(refused("error: no space left on device")), UpFailed);
    await assert.rejects(attempts(refused("error: the stack is currently locked by 1 lock(s)"), 0), UpFailed);
  });
});
