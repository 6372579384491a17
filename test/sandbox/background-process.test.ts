import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { BackgroundProcess } from "../../sandbox/background-process.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

describe("background process", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let program: BackgroundProcess;
  let begun: string;

  beforeEach(() => {
    folder = temporaryFolder();
    program = new BackgroundProcess(folder.path, "program");
    begun = join(folder.path, "begun");
  });
  afterEach(async () => {
    await program.stop(0);
    folder.remove();
  });

  /** A program that says in a file that it runs, and waits. */
  const command = (body = "", ...args: string[]) => ({
    executable: process.execPath,
    args: [
      "-e",
      `${body}; require("fs").writeFileSync(${JSON.stringify(begun)}, ""); setInterval(() => {}, 1000)`,
      ...args,
    ],
  });
  const hasBegun = async () => existsSync(begun);

  it("runs until it is ended", async () => {
    await program.ensure(command(), hasBegun);
    const { pid = 0 } = program;
    assert.ok(process.kill(pid, 0));
    assert.equal(await program.stop(), true);
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
    assert.equal(program.pid, undefined);
    assert.equal(await program.stop(), false);
  });

  it("goes on when the same is asked for again, also by another command", async () => {
    await program.ensure(command(), hasBegun);
    const { pid } = program;
    await program.ensure(command(), hasBegun);
    await new BackgroundProcess(folder.path, "program").ensure(command(), hasBegun);
    assert.equal(program.pid, pid);
  });

  it("is replaced when it runs with other arguments", async () => {
    await program.ensure(command(), hasBegun);
    const { pid = 0 } = program;
    await program.ensure(command("", "--other"), hasBegun);
    assert.notEqual(program.pid, pid);
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });

  it("is ended though it does not listen to reason", async () => {
    await program.ensure(command('process.on("SIGTERM", () => {})'), hasBegun);
    const { pid = 0 } = program;
    assert.equal(await program.stop(100), true);
    assert.throws(() => process.kill(pid, 0), /ESRCH/);
  });

  it("is never taken for another process that has got its id", async () => {
    await program.ensure(command(), hasBegun);
    await program.stop();
    const stranger = spawn("sleep", ["30"]);
    try {
      const record = join(folder.path, "program.json");
      const { command: words } = JSON.parse(readFileSync(record, "utf8"));
      writeFileSync(record, JSON.stringify({ pid: stranger.pid, command: words }));
      assert.equal(program.pid, undefined);
      assert.equal(await program.stop(), false);
      assert.equal(stranger.exitCode, null);
    } finally {
      stranger.kill();
    }
  });

  it("says what it said when it ends before it is ready", async () => {
    const failing = { executable: process.execPath, args: ["-e", 'console.log("no room"); process.exit(1)'] };
    await assert.rejects(
      program.ensure(failing, hasBegun),
      /The sandbox's program ended at once; its log is \S+program\.log\. It said:\nno room/,
    );
  });

  it("says so when it can't be started at all", async () => {
    const missing = { executable: join(folder.path, "missing"), args: [] };
    await assert.rejects(program.ensure(missing, hasBegun), /ended at once[\s\S]*ENOENT/);
  });

  it("knows nothing of its caller's environment but what it is given", async () => {
    process.env.SECRET_OF_THE_CALLER = "hidden";
    const told = join(folder.path, "told");
    const tell = `require("fs").writeFileSync(${JSON.stringify(told)}, JSON.stringify(Object.keys(process.env)))`;
    await program.ensure({ ...command(tell), environment: { GIVEN: "yes" } }, hasBegun);
    delete process.env.SECRET_OF_THE_CALLER;
    assert.deepEqual(JSON.parse(readFileSync(told, "utf8")).sort(), ["GIVEN", "PATH"]);
  });
});
