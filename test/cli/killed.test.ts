import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

const launcher = join(import.meta.dirname, "../../bin/fairway.js");

describe("A first run that is stopped while GitHub holds back its answer", function () {
  this.timeout(180_000);
  let world: TestWorld;

  beforeEach(async () => {
    const repos = {
      "standard.yaml": smallStandard,
      "alpha/repo.yaml": entry("topics: [one]", "variables: {REGION: eu}"),
      "beta/repo.yaml": entry("autolinks: {'T-': {url: 'https://t.example/<num>'}}"),
    };
    const config = { "github:writeDelayMs": "1", "github:parallelRequests": "true" };
    world = await TestWorld.start({ repos, config });
  });
  afterEach(() => world.close());

  /** Starts `fairway up`, in a process group of its own, and waits until write `k` is done and not answered. */
  async function hangAtWrite(k: number): Promise<ChildProcess> {
    await world.control("PUT", "/faults", [{ write: k, action: "hang-after-commit" }]);
    const run = spawn(process.execPath, [launcher, "up", "--yes"], {
      cwd: world.project,
      env: { ...process.env, ...world.environment },
      detached: true,
      stdio: "ignore",
    });
    for (;;) {
      const [fault] = (await world.control("GET", "/faults")) as { triggered: number | boolean }[];
      if (fault?.triggered) return run;
      assert.equal(run.exitCode, null, `the run ended before write ${k}`);
      await sleep(50);
    }
  }

  const locks = () => {
    const directory = join(world.directory, "state/.pulumi/locks/organization/fairway/github");
    return readdirSync(directory).map(name => JSON.parse(readFileSync(join(directory, name), "utf8")));
  };

  async function finishes(): Promise<void> {
    await world.control("DELETE", "/faults");
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
    const again = await world.fairway(["preview", "--refresh", "--expect-no-changes"]);
    assert.equal(again.code, 0, again.stdout + again.stderr);
    const { data } = await world.github.rest.repos.listForOrg({ org: world.organization });
    assert.deepEqual(data.map(({ name }) => name).sort(), ["alpha", "beta"]);
    assert.deepEqual(locks(), []);
  }

  for (const k of [1, 3, 8]) {
    it(`is finished by the next one: everything killed after write ${k}`, async () => {
      const run = await hangAtWrite(k);
      process.kill(-(run.pid ?? 0), "SIGKILL");
      await once(run, "exit");
      await finishes();
    });
  }

  it("is finished by the next one: the engine alone killed", async () => {
    const run = await hangAtWrite(5);
    process.kill(locks()[0].pid, "SIGKILL");
    assert.deepEqual(await once(run, "exit"), [1, null]);
    await finishes();
  });

  it("leaves no lock and loses nothing when it is asked to stop", async () => {
    const run = await hangAtWrite(4);
    run.kill("SIGTERM");
    await sleep(1000);
    await world.control("DELETE", "/faults");
    const [code] = await once(run, "exit");
    assert.equal(code, 1);
    assert.deepEqual(locks(), []);
    await finishes();
  });
});
