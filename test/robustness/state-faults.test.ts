import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  readFileSync,
  rmdirSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";
import { comparable } from "./comparable.ts";
import { quick } from "./small-organization.ts";

const launcher = join(import.meta.dirname, "../../bin/fairway.js");

describe("A state that something happens to", function () {
  this.timeout(600_000);
  let world: TestWorld;

  beforeEach(async () => {
    const repos = { "standard.yaml": smallStandard, "alpha/repo.yaml": entry(), "beta/repo.yaml": entry() };
    world = await TestWorld.start({ repos, config: quick });
  });
  afterEach(() => world.close());

  async function done(args: readonly string[], environment: Record<string, string> = {}): Promise<string> {
    const { code, stdout, stderr } = await world.fairway(args, environment);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    return stdout + stderr;
  }

  /** Nothing is left to do, and nothing was asked for that GitHub refuses as a double. */
  async function isWhole(): Promise<void> {
    await done(["preview", "--refresh", "--expect-no-changes"]);
    const names = (await world.github.rest.repos.listForOrg({ org: "acme" })).data.map(({ name }) => name);
    assert.deepEqual([...names].sort(), ["alpha", "beta"]);
  }

  const file = () => join(world.directory, "state/.pulumi/stacks/fairway/github.json");

  it("is worked on by one run at a time: the second says who holds the lock, or waits", async () => {
    await world.control("PUT", "/faults", [{ method: "POST", action: "delay", milliseconds: 10000 }]);
    const env = { ...process.env, ...world.environment };
    const first = spawn(process.execPath, [launcher, "up", "--yes"], {
      cwd: world.project,
      env,
      stdio: "ignore",
    });
    while ((await world.calls()).writes < 2) await sleep(50);
    const second = await world.fairway(["up", "--yes"]);
    assert.equal(second.code, 1);
    assert.match(second.stderr, /is locked:\s+by \S+@\S+, process \d+, since/);
    await world.control("DELETE", "/faults");
    const third = await world.fairway(["up", "--yes", "--lock-timeout", "2"]);
    assert.equal(third.code, 0, third.stderr);
    if (first.exitCode === null) await once(first, "exit");
    assert.equal(first.exitCode, 0);
    await isWhole();
  });

  it("is not gone by without the passphrase of its secrets, which is said", async () => {
    await done(["up", "--yes"]);
    for (const environment of [world.environment, process.env])
      Reflect.deleteProperty(environment, "PULUMI_CONFIG_PASSPHRASE");
    world.write("repos/alpha/repo.yaml", entry("description: Otherwise"));
    for (const args of [["preview"], ["up", "--yes"], ["drift"]]) {
      const { code, stderr } = await world.fairway(args);
      assert.equal(code, 2);
      assert.match(stderr, /encrypted with a passphrase, and none is set\.\nSet PULUMI_CONFIG_PASSPHRASE,/);
    }
  });

  it("is restored from a copy where it was cut in half, and what it does not know is taken in again", async () => {
    await done(["up", "--yes"]);
    world.write("repos/alpha/repo.yaml", entry("description: Otherwise"));
    await done(["up", "--yes"]);
    const before = comparable(await world.dump());
    truncateSync(file(), Math.floor(statSync(file()).size / 2));
    assert.equal((await world.fairway(["up", "--yes"])).code, 1);
    assert.deepEqual(comparable(await world.dump()), before);
    await done(["state", "restore", "--yes"]);
    await done(["up", "--yes"]);
    assert.deepEqual(comparable(await world.dump()), before);
    await isWhole();
  });

  it("is read past what a writer that was killed has left beside it", async () => {
    await done(["up", "--yes"]);
    writeFileSync(`${file()}.next`, readFileSync(file(), "utf8").slice(0, 1000));
    world.write("repos/alpha/repo.yaml", entry("description: Otherwise"));
    await done(["up", "--yes"]);
    assert.ok(!existsSync(`${file()}.next`));
    await isWhole();
  });

  it("stays as it was where the disk is full, and the next run takes in what was done", async function () {
    const directory = join(world.directory, "small");
    mkdirSync(directory);
    try {
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=48k", "none", directory], { stdio: "ignore" });
    } catch {
      // Only root may have a small disk.
      return this.skip();
    }
    try {
      const small = { PULUMI_BACKEND_URL: pathToFileURL(directory).href };
      const { code, stdout, stderr } = await world.fairway(["up", "--yes"], small);
      assert.equal(code, 1);
      assert.match(stderr, /no space left/i);
      assert.match(stdout, /Done in part: \d+ created\./);
      execFileSync("mount", ["-o", "remount,size=16m", directory]);
      await done(["up", "--yes"], small);
      await done(["preview", "--refresh", "--expect-no-changes"], small);
    } finally {
      execFileSync("umount", ["-l", directory]);
    }
  });

  it("that can't be written ends the run, which tells what it has done, and the next one finds it", async () => {
    await done(["up", "--yes"]);
    for (const name of ["alpha", "beta"])
      world.write(`repos/${name}/repo.yaml`, entry("description: Otherwise"));
    mkdirSync(`${file()}.next`);
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"], { FAIRWAY_PORTION: "1" });
    assert.equal(code, 1);
    assert.match(stdout, /alpha .*1[\s\S]*\n\nDone in part: 1 updated\.$/);
    assert.match(stderr, /state of the stack `github` could not be written to .*EISDIR/);
    const { data: beta } = await world.github.rest.repos.get({ owner: "acme", repo: "beta" });
    assert.notEqual(beta.description, "Otherwise");
    rmdirSync(`${file()}.next`);
    await done(["up", "--yes"]);
    await isWhole();
  });

  for (const hours of [-30, 30])
    it(`is brought up while the clock jumps by ${hours} hours`, async () => {
      const jump = `const now = Date.now; const began = now(); Date.now = () => now() + (now() - began > 1500 ? ${hours * 3_600_000} : 0);`;
      writeFileSync(join(world.directory, "jump.mjs"), jump);
      await done(["up", "--yes"], {
        NODE_OPTIONS: `--import=${pathToFileURL(join(world.directory, "jump.mjs"))}`,
      });
      await isWhole();
    });
});
