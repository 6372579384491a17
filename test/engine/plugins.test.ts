import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { setTimeout as sleep } from "node:timers/promises";
import { breakStranded, readLocks } from "../../src/engine/locks.ts";
import { endOrphans } from "../../src/engine/plugins.ts";
import { processes } from "../../src/engine/processes.ts";

/** Stands in for an engine: listens, starts a plugin with its address, and stops listening when it is told to. */
const engineProgram = `
import { spawn } from "node:child_process";
import { createServer } from "node:net";
process.title = "pulumi";
const server = createServer().listen(0, "127.0.0.1", () => {
  const plugin = spawn(process.argv[2], ["127.0.0.1:" + server.address().port], { stdio: "ignore", detached: true });
  console.log(plugin.pid);
});
process.stdin.once("data", () => server.close(() => console.log("deaf")));
`;

interface World {
  readonly engine: ChildProcess;
  readonly plugin: number;
  readonly lines: AsyncIterator<string>;
}

describe("Plugins of an engine that was killed", () => {
  let directory: string;
  let worlds: World[];

  before(function () {
    if (process.platform !== "linux") this.skip();
  });
  beforeEach(() => {
    worlds = [];
    directory = mkdtempSync(join(tmpdir(), "fairway-plugins-"));
    writeFileSync(join(directory, "engine.mjs"), engineProgram);
    writeFileSync(join(directory, "pulumi-resource-any"), "#!/bin/sh\nwhile :; do sleep 1; done\n", {
      mode: 0o755,
    });
  });
  afterEach(() => {
    for (const { engine, plugin } of worlds) {
      engine.kill("SIGKILL");
      if (lives(plugin)) process.kill(plugin, "SIGKILL");
    }
    rmSync(directory, { recursive: true });
  });

  async function start(): Promise<World> {
    const parameters = [join(directory, "engine.mjs"), join(directory, "pulumi-resource-any")];
    const engine = spawn(process.execPath, parameters, { stdio: ["pipe", "pipe", "inherit"] });
    const lines = createInterface({ input: engine.stdout })[Symbol.asyncIterator]();
    const plugin = Number((await lines.next()).value);
    const world = { engine, plugin, lines };
    worlds.push(world);
    return world;
  }

  async function kill({ engine }: World): Promise<void> {
    engine.kill("SIGKILL");
    await once(engine, "exit");
  }

  async function ended({ plugin }: World): Promise<void> {
    while (lives(plugin)) await sleep(10);
  }

  it("are ended, and those of another world that is alive are not", async () => {
    const [killed, alive] = [await start(), await start()];
    await kill(killed);
    await endOrphans();
    await ended(killed);
    assert.ok(lives(alive.plugin));
  });

  it("are told from those of an engine that lives and takes no connection", async () => {
    const deaf = await start();
    deaf.engine.stdin?.write("\n");
    assert.equal((await deaf.lines.next()).value, "deaf");
    await endOrphans();
    const other = await start();
    await kill(other);
    await endOrphans();
    await ended(other);
    assert.ok(lives(deaf.plugin));
  });

  it("are ended before the engine's lock is removed", async () => {
    const killed = await start();
    await kill(killed);
    const locks = join(directory, "locks/organization/fairway/github");
    mkdirSync(locks, { recursive: true });
    const lock = { pid: killed.engine.pid, username: "jo", hostname: hostname(), timestamp: "2026-11-21" };
    writeFileSync(join(locks, "a.json"), JSON.stringify(lock));
    assert.equal((await breakStranded("github", readLocks(directory, "fairway", "github"))).length, 1);
    await ended(killed);
  });
});

function lives(pid: number): boolean {
  return processes().some(process => process.pid === pid);
}
