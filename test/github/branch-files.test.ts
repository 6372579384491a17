import assert from "node:assert/strict";
import type { Octokit } from "octokit";
import { connect } from "../../src/github/api.ts";
import { NoSuchBranch, readFiles, writeFiles } from "../../src/github/branch-files.ts";
import { TestServer } from "../sandbox/github/client.ts";

const main = { owner: "acme", repository: "fleet", branch: "main" };
const directories = ["clusters/one", "apps"];
const message = "Bring cluster one up to date";

describe("files of a branch", () => {
  let github: TestServer;
  let api: Octokit;

  before(async () => {
    github = await TestServer.start();
    api = await connect({ GITHUB_BASE_URL: github.server.url, GITHUB_TOKEN: github.server.token });
  });
  beforeEach(async () => {
    await github.rest("DELETE", "/repos/acme/fleet");
    await github.rest("POST", "/orgs/acme/repos", { name: "fleet", auto_init: true });
    await writeFiles(api, main, ["clusters"], { "clusters/two/a.yaml": "a: 2\n" }, { message });
  });
  after(() => github.stop());

  const commits = async () => (await github.rest("GET", "/repos/acme/fleet/commits")).body.length;

  it("are written by one commit, and left alone where they are as wanted", async () => {
    const files = { "clusters/one/a.yaml": "a: 1\n", "apps/shop/ä.yaml": "ä: ö\n" };
    const before = await commits();
    assert.match((await writeFiles(api, main, directories, files, { message })) ?? "", /^[0-9a-f]{40}$/);
    assert.equal(await commits(), before + 1);
    assert.deepEqual(await readFiles(api, main, directories), files);
    assert.equal(await writeFiles(api, main, directories, files, { message }), undefined);
    assert.equal(await commits(), before + 1);
  });

  it("go where they are not wanted any more, and stay beside the directories", async () => {
    await writeFiles(
      api,
      main,
      directories,
      { "clusters/one/a.yaml": "a", "apps/x/b.yaml": "b" },
      { message },
    );
    await writeFiles(api, main, directories, { "apps/x/b.yaml": "c" }, { message });
    assert.deepEqual(await readFiles(api, main, directories), { "apps/x/b.yaml": "c" });
    assert.deepEqual(await readFiles(api, main, ["clusters/two"]), { "clusters/two/a.yaml": "a: 2\n" });
    assert.equal((await github.rest("GET", "/repos/acme/fleet/contents/README.md")).status, 200);
  });

  it("keep what somebody else commits meanwhile", async () => {
    const write = (name: string) =>
      writeFiles(api, main, [`clusters/${name}`], { [`clusters/${name}/a.yaml`]: name }, { message });
    await Promise.all(["one", "three", "four"].map(write));
    assert.deepEqual(Object.keys((await readFiles(api, main, ["clusters"])) ?? {}).sort(), [
      "clusters/four/a.yaml",
      "clusters/one/a.yaml",
      "clusters/three/a.yaml",
      "clusters/two/a.yaml",
    ]);
  });

  it("are put on another branch, from where the first one is", async () => {
    const options = { message, onto: "fairway/one" };
    await writeFiles(api, main, directories, { "apps/x/a.yaml": "1" }, options);
    await writeFiles(api, main, directories, { "apps/x/a.yaml": "2" }, options);
    const proposed = { ...main, branch: "fairway/one" };
    assert.deepEqual(await readFiles(api, proposed, ["apps"]), { "apps/x/a.yaml": "2" });
    assert.deepEqual(await readFiles(api, main, ["apps"]), {});
  });

  it("are asked for only where they are not known", async () => {
    await writeFiles(api, main, directories, { "apps/a": "a", "apps/b": "b" }, { message });
    await github.control("DELETE", "/calls");
    assert.deepEqual(await readFiles(api, main, ["apps"], { "apps/a": "a", "apps/b": "old" }), {
      "apps/a": "a",
      "apps/b": "b",
    });
    const { calls } = (await github.control("GET", "/calls")).body;
    const blobs = Object.keys(calls).filter(route => route.includes("/git/blobs/"));
    assert.deepEqual(
      blobs.map(route => calls[route]),
      [1],
    );
  });

  it("need a branch", async () => {
    const nowhere = { ...main, branch: "nowhere" };
    assert.equal(await readFiles(api, nowhere, ["apps"]), undefined);
    await assert.rejects(writeFiles(api, nowhere, ["apps"], {}, { message }), NoSuchBranch);
  });
});
