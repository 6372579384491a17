import assert from "node:assert/strict";
import { existsSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { pythonTools } from "../../tools/python.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { writeScript } from "./small-tool.ts";

describe("Python's tools", () => {
  let folder: ReturnType<typeof temporaryFolder>;
  let environment: NodeJS.ProcessEnv;
  let lines: string[];

  const progress = { say: (line: string) => lines.push(line), update: () => {}, end: () => {} };
  const inFolder = (name: string) => join(folder.path, name);
  const requirements = (text: string) => {
    writeFileSync(inFolder("requirements.txt"), text);
    return inFolder("requirements.txt");
  };

  beforeEach(() => {
    folder = temporaryFolder();
    lines = [];
    environment = { ...process.env, FAIRWAY_CACHE: inFolder("cache") };
  });
  afterEach(() => folder.remove());

  it("are the pinned ones", async () => {
    const bin = await pythonTools();
    const version = async (name: string) => (await execa(join(bin, name), ["--version"])).stdout;
    assert.equal(await version("copier"), "copier 9.19.1");
    assert.equal(await version("git-cliff"), "git-cliff 2.14.2");
    assert.match(await version("task"), /3\.54\.0/);
    assert.match(await version("hadolint"), /2\.15\.1/);
    assert.match(await version("shellcheck"), /0\.11\.0/);
    assert.match(await version("uv"), /^uv 0\.13\.9 /);
    assert.equal(await version("yamllint"), "yamllint 1.38.0");
  });

  it("are found in the cache the next time, and made anew where a stopped run left half of them or something else is required, which needs a hash", async () => {
    const options = { environment, progress, requirements: requirements("") };
    const bin = await pythonTools(options);
    assert.match(lines.join("\n"), /^Python's tools: ready after \d+ s, kept in /);
    assert.equal(await pythonTools({ ...options, environment }), bin);
    assert.equal(lines.length, 1);
    rmSync(join(bin, "../complete"));
    rmSync(join(bin, "python"));
    assert.equal(await pythonTools(options), bin);
    assert.ok(existsSync(join(bin, "python")));
    const required = requirements("yamllint==1.38.0\n");
    await assert.rejects(
      pythonTools({ ...options, requirements: required }),
      /could not be installed in .*hash/s,
    );
    const whole = readdirSync(inFolder("cache/tools"), { recursive: true }).filter(name =>
      String(name).endsWith("/complete"),
    );
    assert.equal(whole.length, 1);
  });

  describe("say what to install", () => {
    beforeEach(() => {
      environment.PATH = inFolder("bin");
    });

    it("without Python", () =>
      assert.rejects(
        pythonTools({ environment }),
        /^ToolUnavailable: python3 is not on PATH\. .*python3-venv/,
      ));

    it("with a Python that has no venv", async () => {
      writeScript(inFolder("bin/python3"), "echo no module named venv >&2; exit 1");
      await assert.rejects(pythonTools({ environment }), /python3 has no venv, or no pip for it\. /);
    });

    it("with a Python that is too old", async () => {
      writeScript(inFolder("bin/python3"), "echo 3.9 3.9.2 /usr");
      await assert.rejects(pythonTools({ environment }), /Python 3\.9 is too old\. .* 3\.10 or newer/);
    });
  });
});
