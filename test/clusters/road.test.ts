import { deepStrictEqual, match } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";

const checkout = join(import.meta.dirname, "../..");

describe("fairway demo --only road", function () {
  this.timeout(3_600_000);
  let parent: string;

  before(() => {
    parent = mkdtempSync(join(tmpdir(), "fairway-road-test-"));
  });
  after(() => rmSync(parent, { recursive: true, force: true }));

  it("comes from an idea to production, and back", async () => {
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [join(checkout, "bin/fairway.js"), "demo", "--only", "road", "--directory", join(parent, "world")],
      { cwd: checkout, env: { NO_COLOR: "1" }, reject: false, stdin: "ignore" },
    );
    deepStrictEqual(exitCode, 0, `${stdout}\n${stderr}`);
    const images = /(eks-\w+): \d Pods of \S+\/acme\/orders\/api:(\S+) are ready/g;
    deepStrictEqual(
      [...stdout.matchAll(images)].map(([, cluster, version]) => [cluster, version]),
      [
        ["eks-prelive", "0.2.0"],
        ["eks-live", "0.2.0"],
        ["eks-live", "0.1.0"],
      ],
    );
    match(stdout, /all of it +\S* *\d+\.\d s/);
  });
});
