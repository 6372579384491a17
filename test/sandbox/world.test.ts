import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { calls, createOrganization, organizations } from "../../sandbox/control.ts";
import { environmentOf } from "../../sandbox/environment.ts";
import { down, reset, runningServer, status, up, worldPaths } from "../../sandbox/world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

/** Waits for this process to take note that its child has ended, which it does a moment later. */
async function gone(pid: number): Promise<void> {
  for (let left = 100; left > 0; left--) {
    try {
      process.kill(pid, 0);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ESRCH") return;
      throw error;
    }
    await sleep(20);
  }
  throw new Error(`The process ${pid} lives on.`);
}

describe("world", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let world: { directory: string };

  beforeEach(() => {
    folder = temporaryFolder();
    world = { directory: join(folder.path, "sandbox") };
  });
  afterEach(async () => {
    await down(world);
    folder.remove();
  });

  it("starts a server that answers, on loopback", async () => {
    const { url } = await up(world);
    assert.match(url, /^http:\/\/127\.0\.0\.1:\d+$/);
    assert.deepEqual((await calls(url)).unknown, []);
  });

  it("finds the one that runs when it is started again, also twice at once", async () => {
    const [first, second] = await Promise.all([up(world), up(world)]);
    assert.deepEqual(second, first);
    assert.deepEqual(await up(world), first);
    assert.deepEqual(runningServer(world), first);
  });

  it("ends it and leaves no process behind", async () => {
    const { pid, url } = await up(world);
    assert.equal(await down(world), true);
    await assert.doesNotReject(gone(pid));
    await assert.rejects(fetch(url));
    assert.equal(await down(world), false);
    assert.throws(() => runningServer(world), /is not running; start it with `fairway sandbox up`/);
  });

  it("ends a server that does not listen to reason", async () => {
    const { pid } = await up(world);
    process.kill(pid, "SIGSTOP");
    assert.equal(await down({ ...world, patience: 200 }), true);
    await assert.doesNotReject(gone(pid));
  });

  it("comes back with its address, its token and its data", async () => {
    const before = await up(world);
    const token = readFileSync(join(worldPaths(world.directory).github, "token"), "utf8");
    await createOrganization(before.url, "acme");
    await down(world);
    const after = await up(world);
    assert.equal(after.url, before.url);
    assert.equal(readFileSync(join(worldPaths(world.directory).github, "token"), "utf8"), token);
    assert.deepEqual(await organizations(after.url), [{ login: "acme", repositories: 0 }]);
  });

  it("starts anew after its server was killed", async () => {
    const { pid } = await up(world);
    process.kill(pid, "SIGKILL");
    while (runs(pid)) await new Promise(resolve => setTimeout(resolve, 20));
    assert.equal((await status(world)).running, false);
    assert.notEqual((await up(world)).pid, pid);
  });

  it("takes no other process for its server that has got the same id", async () => {
    const { url, port } = await up(world);
    await down(world);
    const stranger = spawn("sleep", ["30"]);
    try {
      writeFileSync(join(world.directory, "server.json"), JSON.stringify({ pid: stranger.pid, url, port }));
      assert.equal((await status(world)).running, false);
      assert.equal(await down(world), false);
      assert.equal(stranger.exitCode, null);
      assert.notEqual((await up(world)).pid, stranger.pid);
    } finally {
      stranger.kill();
    }
  });

  it("says so when the port is another program's", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await once(other, "listening");
    const { port } = other.address() as { port: number };
    try {
      await assert.rejects(
        up({ ...world, port }),
        new RegExp(`Another program listens on port ${port}; choose a free one with --port`),
      );
    } finally {
      other.close();
    }
  });

  it("stays on its port while it runs", async () => {
    const { port } = await up(world);
    const wanted = port === 50_000 ? 50_001 : 50_000;
    await assert.rejects(up({ ...world, port: wanted }), /already runs on port \d+; end it with/);
  });

  it("is gone after a reset", async () => {
    const { pid } = await up(world);
    await reset(world);
    assert.ok(!existsSync(world.directory));
    assert.ok(!runs(pid));
  });

  it("keeps the token from other users", async () => {
    await up(world);
    const { mode } = statSync(join(worldPaths(world.directory).github, "token"));
    assert.equal(mode & 0o077, 0);
  });
});

describe("the sandbox's environment", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let before: NodeJS.ProcessEnv;

  beforeEach(() => {
    folder = temporaryFolder();
    before = { ...process.env };
  });
  afterEach(() => {
    process.env = before;
    folder.remove();
  });

  it("stays as it is when it is asked for in a shell that has it already", async function () {
    this.timeout(900_000);
    const address = {
      url: "http://127.0.0.1:4",
      token: "made-up",
      organization: "acme",
      state: join(folder.path, "state"),
      pulumiHome: join(folder.path, "pulumi"),
    };
    const variables = await environmentOf(address);
    Object.assign(process.env, variables);
    const { PATH: path, ...others } = await environmentOf(address);
    const { PATH: pathBefore, ...othersBefore } = variables;
    assert.deepEqual(others, othersBefore);
    assert.equal(path, pathBefore);
    const provider = join(address.pulumiHome, "plugins/resource-github-v6.15.0/pulumi-resource-github");
    assert.ok(statSync(provider).isFile());
  });

  it("keeps the engine away from the user's own login, plugins and credentials", async function () {
    this.timeout(900_000);
    process.env.GITHUB_APP_ID = "4711";
    process.env.PULUMI_ACCESS_TOKEN = "the user's own";
    const state = join(folder.path, "state");
    const pulumiHome = join(folder.path, "pulumi");
    const url = "http://127.0.0.1:9";
    const variables = await environmentOf({ url, token: "made-up", organization: "acme", state, pulumiHome });
    assert.equal(variables.GITHUB_BASE_URL, "http://127.0.0.1:9/");
    assert.equal(variables.GITHUB_TOKEN, "made-up");
    assert.equal(variables.GITHUB_APP_ID, "");
    assert.equal(variables.PULUMI_BACKEND_URL, `file://${state}`);
    assert.equal(variables.PULUMI_HOME, pulumiHome);
    assert.ok(existsSync(join(pulumiHome, "plugins/resource-github-v6.15.0/pulumi-resource-github")));
  });
});

function runs(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
