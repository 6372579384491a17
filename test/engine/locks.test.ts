import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { hostname, tmpdir } from "node:os";
import { join } from "node:path";
import { backendDirectory } from "../../src/engine/backend.ts";
import {
  breakStranded,
  describeLock,
  noteInLock,
  readLocks,
  removeLock,
  StackLocked,
  takeLock,
} from "../../src/engine/locks.ts";

describe("Locks of a file backend", () => {
  let directory: string;
  let locks: string;

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), "fairway-locks-"));
    locks = join(directory, "locks/organization/fairway/github");
    mkdirSync(locks, { recursive: true });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function lock(name: string, content: object | string): string {
    const file = join(locks, `${name}.json`);
    writeFileSync(file, typeof content === "string" ? content : JSON.stringify(content));
    return file;
  }

  const held = (pid: number, host = hostname()) => ({
    pid,
    username: "jo",
    hostname: host,
    timestamp: "2026-11-21T10:00:00Z",
  });

  const broken = () => breakStranded("github", readLocks(directory, "fairway", "github"));

  it("are none where nobody works", async () => {
    rmSync(locks, { recursive: true });
    assert.deepEqual(await broken(), []);
  });

  it("are broken when their process is dead", async () => {
    const ended = spawn(process.execPath, ["--version"], { stdio: "ignore" });
    await once(ended, "exit");
    const file = lock("dead", held(ended.pid ?? 0));
    assert.deepEqual((await broken()).map(describeLock), [
      `by jo@${hostname()}, process ${ended.pid}, since 2026-11-21T10:00:00Z`,
    ]);
    assert.ok(!existsSync(file));
  });

  it("are broken when their process's number has gone to another program", async () => {
    lock("reused", held(process.pid));
    assert.equal((await broken()).length, 1);
  });

  it("stand while their engine runs, and say who holds them and what to do", async () => {
    // Any program runs under the name of the file that it is started by.
    const engine = join(directory, "pulumi");
    symlinkSync("/bin/sleep", engine);
    const running = spawn(engine, ["60"], { stdio: "ignore" });
    await once(running, "spawn");
    try {
      const file = lock("live", held(running.pid ?? 0));
      await assert.rejects(broken, (error: Error) => {
        assert.ok(error instanceof StackLocked);
        assert.match(error.message, new RegExp(`jo@${hostname()}, process ${running.pid}`));
        assert.match(error.message, /fairway unlock --stack github/);
        return true;
      });
      assert.ok(existsSync(file));
    } finally {
      running.kill("SIGKILL");
    }
  });

  it("stand when another machine made them", async () => {
    lock("elsewhere", held(1, "runner-7"));
    await assert.rejects(broken, /jo@runner-7, process 1/);
  });

  it("are taken for this process, and say what it is at", async () => {
    const place = { directory, project: "fairway", stack: "github" };
    const taken = takeLock(place);
    noteInLock(taken, ["alpha"]);
    const [found] = readLocks(directory, "fairway", "github");
    assert.deepEqual([found?.pid, found?.host, found?.repositories], [process.pid, hostname(), ["alpha"]]);
    assert.throws(() => takeLock(place), StackLocked);
    await assert.rejects(broken(), StackLocked);
    removeLock(taken);
    removeLock(takeLock(place));
    assert.deepEqual(readLocks(directory, "fairway", "github"), []);
  });

  it("are broken when their process's number has gone to another one of the same program", async () => {
    lock("reused", { ...held(process.pid), began: "before this one" });
    assert.equal((await broken()).length, 1);
  });

  it("stand when another container of this machine made them, whose processes can't be seen from here", async () => {
    lock("beside", { ...held(process.pid), began: "before this one", namespace: "pid:[1]" });
    await assert.rejects(broken, StackLocked);
  });

  for (const [when, timestamp] of Object.entries({
    yesterday: "2000-01-01T00:00:00Z",
    tomorrow: "2999-01-01T00:00:00Z",
  }))
    it(`stand while their process lives, though by the clock they were taken ${when}`, async () => {
      const taken = takeLock({ directory, project: "fairway", stack: "github" });
      const content = JSON.parse(readFileSync(taken.file, "utf8"));
      writeFileSync(taken.file, JSON.stringify({ ...content, timestamp }));
      await assert.rejects(broken(), StackLocked);
    });

  it("stand when they can't be read", async () => {
    lock("cut", '{"pid": 47');
    await assert.rejects(broken, /can't be read/);
  });
});

describe("The directory of a state backend", () => {
  const project = { root: "/srv/acme", name: "fairway", stacks: "/srv/acme/stacks" };
  const cases: readonly (readonly [string | undefined, string | undefined])[] = [
    ["file:///var/state", "/var/state/.pulumi"],
    ["file://./state", "/srv/acme/state/.pulumi"],
    ["file:///a%20b?metadata=skip", "/a b/.pulumi"],
    ["s3://bucket/state", undefined],
    ["https://api.pulumi.com", undefined],
    [undefined, undefined],
  ];
  for (const [url, expected] of cases) {
    it(`${url}`, () => assert.equal(backendDirectory(url, project), expected));
  }
});
