import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { down } from "../../sandbox/world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const checkout = join(import.meta.dirname, "../..");

describe("fairway sandbox with clusters", function () {
  this.timeout(600_000);
  const folder = temporaryFolder();
  const directory = join(folder.path, "sandbox");

  after(async () => {
    await down({ directory });
    folder.remove();
  });

  const fairway = (...args: string[]) =>
    execa(process.execPath, [join(checkout, "bin/fairway.js"), "sandbox", ...args], {
      cwd: checkout,
      env: { FAIRWAY_SANDBOX: directory, NO_COLOR: "1" },
      reject: false,
      stdin: "ignore",
    });
  const json = async (...args: string[]) => JSON.parse((await fairway(...args, "--json")).stdout);

  it("starts clusters, ends one of them alone, and brings back what it has", async () => {
    const { clusters } = await json("up", "--clusters", "first", "second");
    assert.deepEqual(
      clusters.map(({ name, flux }: { name: string; flux: boolean }) => [name, flux]),
      [
        ["first", false],
        ["second", false],
      ],
    );
    const states = async () =>
      (await json("status")).clusters.map(({ name, running }: { name: string; running: boolean }) => [
        name,
        running,
      ]);
    assert.match((await fairway("down", "--clusters", "first")).stdout, /The cluster first is down/);
    assert.deepEqual(await states(), [
      ["first", false],
      ["second", true],
    ]);
    assert.match((await fairway("status")).stdout, /first +down +no[\s\S]*second +runs, 4 processes +no/);
    assert.match((await fairway("up")).stdout, /The cluster first is up: https:\/\/127\.0\.0\.1:\d+\./);
    assert.deepEqual(await states(), [
      ["first", true],
      ["second", true],
    ]);
    const variables = await json("env");
    assert.equal(variables.KUBECONFIG_SECOND, clusters[1].kubeconfig);
    await fairway("down");
    assert.deepEqual(await states(), [
      ["first", false],
      ["second", false],
    ]);
  });
});
