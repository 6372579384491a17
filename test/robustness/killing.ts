import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { setTimeout as sleep } from "node:timers/promises";
import { backendDirectory } from "../../src/engine/backend.ts";
import { readLocks } from "../../src/engine/locks.ts";
import { findProject } from "../../src/engine/project.ts";
import type { TestWorld } from "../support/world.ts";
import { childrenOf, kill, processesWith } from "./processes.ts";

const launcher = join(import.meta.dirname, "../../bin/fairway.js");

/** Who is killed. */
export type Victim = "the engine alone" | "the whole process group";

/** Runs `up`, and kills it after the server has committed its nth write, or one to a path, and before it answers. */
export async function killedAt(world: TestWorld, write: number | string, whom: Victim): Promise<void> {
  const which = typeof write === "number" ? { write } : { path: write, method: "POST" };
  await world.control("PUT", "/faults", [{ action: "hang-after-commit", ...which }]);
  const run = spawn(process.execPath, [launcher, "up", "--yes"], {
    cwd: world.project,
    env: { ...process.env, ...world.environment, NO_COLOR: "1" },
    detached: true,
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said = text(run.stderr);
  await triggered(world, run);
  if (whom === "the engine alone") {
    const engines = childrenOf(run.pid as number).filter(({ name }) => name === "pulumi");
    for (const { pid } of engines) kill(pid);
    const [code] = await once(run, "exit");
    assert.equal(code, 1);
    assert.match(await said, /The engine \(`pulumi up`\) was killed from outside, by SIGKILL/);
    assert.match(await said, /Run the same command again/);
    assert.deepEqual(await leftovers(world), []);
  } else {
    kill(-(run.pid as number));
    await once(run, "exit");
  }
  await world.control("DELETE", "/faults");
}

async function triggered(world: TestWorld, run: ChildProcess): Promise<void> {
  for (;;) {
    const [fault] = (await world.control("GET", "/faults")) as { triggered: boolean }[];
    if (fault?.triggered) return;
    assert.equal(run.exitCode, null, "the run ended before the write at which it was to be killed");
    await sleep(20);
  }
}

/** The next run, without help: it does the rest, and afterwards there is nothing to do and nobody left. */
export async function finishes(world: TestWorld): Promise<void> {
  const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
  assert.equal(code, 0, `${stdout}\n${stderr}`);
  const project = findProject(world.project);
  const backend = backendDirectory(world.environment.PULUMI_BACKEND_URL, project) as string;
  assert.deepEqual(readLocks(backend, project.name, "github"), []);
  const next = await world.fairway(["preview", "--refresh", "--expect-no-changes"]);
  assert.equal(next.code, 0, `${next.stdout}\n${next.stderr}`);
  assert.deepEqual((await world.calls()).unknown, []);
  assert.deepEqual(await leftovers(world), []);
}

/** What still runs of this world a little later. */
async function leftovers(world: TestWorld): Promise<readonly string[]> {
  const plugins = () =>
    processesWith(world.directory)
      .map(({ commandLine }) => commandLine)
      .filter(line => line.includes("pulumi") || line.includes("components/provider"));
  for (let patience = 50; patience > 0 && plugins().length > 0; patience--) await sleep(100);
  return plugins();
}
