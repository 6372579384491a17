import { deepStrictEqual, match } from "node:assert/strict";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const checkout = join(import.meta.dirname, "../..");

describe("fairway demo", function () {
  this.timeout(900_000);
  let parent: string;

  before(() => {
    parent = mkdtempSync(join(tmpdir(), "fairway-demo-test-"));
  });
  after(() => rmSync(parent, { recursive: true, force: true }));

  const run = (directory: string) =>
    execa(
      process.execPath,
      [join(checkout, "bin/fairway.js"), "demo", "--only", "repositories", "--directory", directory],
      { cwd: checkout, env: { NO_COLOR: "1" }, reject: false, stdin: "ignore" },
    );

  it("tells the whole story, and leaves no server behind", async () => {
    const { exitCode, stdout, stderr } = await run(join(parent, "world"));
    deepStrictEqual([exitCode, stderr.match(/Drift missed.*/g)], [0, null], stderr);
    match(stdout, /No changes: all \d+ things are as declared\./);
    match(stdout, /\d+ differences in 11 things\./);
    match(stdout, /11 things put back, and looked at once more: they are as declared/);
    match(stdout, /none of them unknown to the server/);
    deepStrictEqual(await answers(stdout), false);
  });

  it("ends its server when it is interrupted", async () => {
    const running = run(join(parent, "interrupted"));
    let told = "";
    for await (const line of running.iterable()) {
      told += `${line}\n`;
      if (/fairway preview/.test(line)) break;
    }
    running.kill("SIGTERM");
    deepStrictEqual((await running).exitCode, 1);
    deepStrictEqual(await answers(told), false);
    deepStrictEqual(existsSync(join(parent, "interrupted", "github")), true);
  });
});

/** Whether the server that the demo told of still answers. */
async function answers(told: string): Promise<boolean> {
  const url = /http:\/\/127\.0\.0\.1:\d+/.exec(told)?.[0];
  if (!url) throw new Error(`The demo told of no server:\n${told}`);
  return await fetch(`${url}/_sandbox/calls`).then(
    () => true,
    () => false,
  );
}
