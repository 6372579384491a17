import assert from "node:assert/strict";
import { join } from "node:path";
import { execa } from "execa";
import { progressOn } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";
import { renovatePrograms } from "../../tools/renovate.ts";
import { GitSandbox } from "../sandbox/github/git-sandbox.ts";

const main = join(import.meta.dirname, "../../src/renovate/main.ts");

describe("npm run renovate", function () {
  // Where its tools have to be obtained first.
  this.timeout(1_200_000);
  let sandbox: GitSandbox;

  before(async () => {
    const progress = progressOn();
    await Promise.all([renovatePrograms({ progress }), pythonTools({ progress })]);
    sandbox = await GitSandbox.start();
    for (const name of ["books", "carts", "drums"])
      await sandbox.rest("POST", "/orgs/acme/repos", { name, auto_init: true });
    await sandbox.rest("PATCH", "/repos/acme/carts", { archived: true });
  });
  after(() => sandbox?.stop());

  async function run(settings: NodeJS.ProcessEnv) {
    const { url, token } = sandbox.server;
    return await execa(process.execPath, [main], {
      cwd: sandbox.directory,
      env: { GITHUB_BASE_URL: `${url}/`, GITHUB_TOKEN: token, GITHUB_OWNER: "acme", ...settings },
      reject: false,
      all: true,
    });
  }

  it("looks at each repository that is in use, beginning elsewhere in each run, and shows no password", async () => {
    const rules = [{ hostType: "docker", matchHost: "registry.acme.example", password: "hushhush" }];
    const RENOVATE_HOST_RULES = JSON.stringify(rules);
    const { exitCode, all } = await run({ RENOVATE_HOST_RULES, GITHUB_RUN_NUMBER: "1", LOG_LEVEL: "debug" });
    assert.equal(exitCode, 0, all);
    const order = [...all.matchAll(/Repository started \(repository=(\S+)\)/g)].map(([, name]) => name);
    assert.deepEqual(order, ["acme/drums", "acme/books"]);
    assert.match(all, /registry\.acme\.example/);
    assert.doesNotMatch(all, /hushhush/);
  });

  it("says what is missing", async () => {
    const wrong = await run({ RENOVATE_HOST_RULES: "hushhush" });
    assert.equal(wrong.exitCode, 2);
    assert.match(wrong.all, /^RENOVATE_HOST_RULES has to be a list in JSON/);
    const nobody = await run({ GITHUB_OWNER: "" });
    assert.equal(nobody.exitCode, 2);
    assert.match(nobody.all, /^Set GITHUB_OWNER/);
  });
});
