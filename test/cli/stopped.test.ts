import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { readLocks } from "../../src/engine/locks.ts";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

const launcher = join(import.meta.dirname, "../../bin/fairway.js");

describe("A run that is asked to stop", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    const repos = { "standard.yaml": smallStandard, "alpha/repo.yaml": entry("topics: [one]") };
    const config = { "github:writeDelayMs": "1", "github:parallelRequests": "true" };
    world = await TestWorld.start({ repos, config });
  });
  after(() => world.close());

  const locks = () => readLocks(join(world.directory, "state/.pulumi"), "fairway", "github");

  it("finishes what it has begun, leaves no lock, and the next one does the rest", async () => {
    await world.control("PUT", "/faults", [{ write: 2, action: "delay", milliseconds: 3000 }]);
    const run = spawn(process.execPath, [launcher, "up", "--yes"], {
      cwd: world.project,
      env: { ...process.env, ...world.environment },
      stdio: "ignore",
    });
    while ((await world.calls()).writes < 2) await sleep(50);
    assert.equal(locks().length, 1);
    run.kill("SIGTERM");
    assert.deepEqual(await once(run, "exit"), [1, null]);
    assert.deepEqual(locks(), []);
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.equal((await world.fairway(["preview", "--refresh", "--expect-no-changes"])).code, 0);
  });
});
