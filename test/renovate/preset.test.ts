import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { progressOn } from "../../tools/progress.ts";
import { renovatePrograms } from "../../tools/renovate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { preset, presetOfGenerated } from "./world.ts";

const configuration = join(import.meta.dirname, "../../renovate/config.json");
const own = join(import.meta.dirname, "../../renovate.json");

describe("Renovate's own validator", function () {
  // Where Renovate has to be installed first.
  this.timeout(600_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let validator: string;

  before(async () => {
    folder = temporaryFolder();
    ({ validator } = await renovatePrograms({ progress: progressOn() }));
  });
  after(() => folder.remove());

  async function validate(...args: readonly string[]) {
    const { exitCode, all } = await execa(process.execPath, [validator, "--strict", ...args], {
      cwd: folder.path,
      env: { PATH: process.env.PATH ?? "", RENOVATE_X_IGNORE_RE2: "true", NO_COLOR: "1" },
      extendEnv: false,
      reject: false,
      all: true,
    });
    return { exitCode, all };
  }

  it("finds nothing wrong with the presets, this project's own and the run's configuration", async () => {
    const repositories = [preset, presetOfGenerated, own].map(file => ["--no-global", file]);
    for (const args of [...repositories, [configuration]]) {
      const { exitCode, all } = await validate(...args);
      assert.equal(exitCode, 0, all);
    }
  });

  it("finds a setting that there is none of", async () => {
    const wrong = join(folder.path, "renovate.json");
    const text = readFileSync(preset, "utf8");
    writeFileSync(wrong, text.replace('"automerge": true', '"automerges": true'));
    const { exitCode, all } = await validate("--no-global", wrong);
    assert.equal(exitCode, 1);
    assert.match(all ?? "", /automerges/);
  });
});
