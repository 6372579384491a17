import assert from "node:assert/strict";
import { mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("fairway unlock", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let locks: string;

  before(async () => {
    world = await TestWorld.start({ repos: { "standard.yaml": smallStandard } });
    locks = join(world.directory, "state/.pulumi/locks/organization/fairway/github");
    mkdirSync(locks, { recursive: true });
  });
  after(() => world.close());

  it("says so when nobody holds a lock", async () => {
    const { code, stdout } = await world.fairway(["unlock"]);
    assert.deepEqual([code, stdout], [0, "The stack `github` is not locked."]);
  });

  it("is what a run names when somebody else is at work, and that run touches nothing", async () => {
    const lock = { pid: 7, username: "jo", hostname: "runner-7", timestamp: "2026-11-21T10:00:00Z" };
    writeFileSync(join(locks, "a.json"), JSON.stringify(lock));
    await world.resetCalls();
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /by jo@runner-7, process 7, since 2026-11-21T10:00:00Z/);
    assert.match(stderr, /fairway unlock --stack github/);
    assert.equal((await world.calls()).writes, 0);
  });

  it("shows who holds it, and removes it only when it is told to", async () => {
    const asked = await world.fairway(["unlock"]);
    assert.equal(asked.code, 2);
    assert.match(asked.stdout, /^Locked by jo@runner-7/);
    assert.deepEqual(readdirSync(locks), ["a.json"]);
    const dry = await world.fairway(["unlock", "--yes", "--dry-run"]);
    assert.deepEqual([dry.code, dry.stdout], [0, asked.stdout]);
    assert.deepEqual(readdirSync(locks), ["a.json"]);
    const { code } = await world.fairway(["unlock", "--yes"]);
    assert.equal(code, 0);
    assert.deepEqual(readdirSync(locks), []);
  });
});
