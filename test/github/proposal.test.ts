import assert from "node:assert/strict";
import { type Octokit, RequestError } from "octokit";
import { connect } from "../../src/github/api.ts";
import { readFiles, writeFiles } from "../../src/github/branch-files.ts";
import { type Proposal, ProposedOtherwise, PushRefused, propose } from "../../src/github/proposal.ts";
import { TestServer } from "../sandbox/github/client.ts";

const main = { owner: "acme", repository: "catalogue", branch: "main" };
const head = "fairway/create-shop";
const proposal: Proposal = {
  ...{ ...main, head, title: "Create shop", body: "What happens then" },
  ...{ files: { "repos/shop/repo.yaml": "a: 1\n", "repos/all.yaml": "b: 2\n" }, emptied: ["repos/store"] },
};

describe("a proposal", () => {
  let github: TestServer;
  let api: Octokit;

  before(async () => {
    github = await TestServer.start();
    api = await connect({ GITHUB_BASE_URL: github.server.url, GITHUB_TOKEN: github.server.token });
  });
  beforeEach(async () => {
    await github.control("DELETE", "/faults");
    await github.rest("DELETE", "/repos/acme/catalogue");
    await github.rest("POST", "/orgs/acme/repos", { name: "catalogue", auto_init: true });
    const files = { "repos/store/repo.yaml": "a: 1\n", "repos/all.yaml": "b: 1\n", "repos/other.yaml": "" };
    await writeFiles(api, main, [], files, { message: "Begin" });
  });
  after(() => github.stop());

  const pulls = async () => (await github.rest("GET", "/repos/acme/catalogue/pulls?state=all")).body;
  const commits = async (branch: string) =>
    (await github.rest("GET", `/repos/acme/catalogue/commits?sha=${encodeURIComponent(branch)}`)).body.length;
  const filesOn = async (branch: string) =>
    Object.entries((await readFiles(api, { ...main, branch }, ["repos"])) ?? {}).sort();

  it("is one commit on a branch of its own, and a pull request", async () => {
    const { url, number, state } = await propose(api, proposal);
    assert.deepEqual([number, state], [1, "opened"]);
    assert.match(url, /\/acme\/catalogue\/pull\/1$/);
    assert.equal(await commits(head), (await commits("main")) + 1);
    assert.deepEqual(await filesOn(head), [
      ["repos/all.yaml", "b: 2\n"],
      ["repos/other.yaml", ""],
      ["repos/shop/repo.yaml", "a: 1\n"],
    ]);
    const [pull] = await pulls();
    assert.deepEqual([pull.title, pull.body, pull.base.ref], [proposal.title, proposal.body, "main"]);
  });

  for (const write of [1, 2, 3, 4]) {
    it(`is whole after it was stopped at the change number ${write}, and doubles nothing`, async () => {
      await github.control("DELETE", "/calls");
      await github.control("PUT", "/faults", [{ write, action: "status", status: 400 }]);
      await assert.rejects(propose(api, proposal), RequestError);
      await github.control("DELETE", "/faults");
      assert.equal((await propose(api, proposal)).state, "opened");
      assert.equal((await pulls()).length, 1);
      assert.equal(await commits(head), (await commits("main")) + 1);
    });
  }

  it("is found again, where main has gone on as well", async () => {
    await propose(api, proposal);
    await writeFiles(api, main, [], { "repos/other.yaml": "new\n" }, { message: "Go on" });
    assert.equal((await propose(api, proposal)).state, "unchanged");
    assert.equal((await pulls()).length, 1);
  });

  it("takes the place of another one only if it may", async () => {
    await propose(api, proposal);
    const other = { ...proposal, files: { "repos/shop/repo.yaml": "a: 3\n" }, body: "Otherwise" };
    await assert.rejects(propose(api, other), ProposedOtherwise);
    assert.equal((await propose(api, other, true)).state, "replaced");
    assert.equal((await pulls())[0].body, "Otherwise");
    assert.deepEqual((await filesOn(head)).at(-1), ["repos/shop/repo.yaml", "a: 3\n"]);
    assert.deepEqual((await filesOn(head))[0], ["repos/all.yaml", "b: 1\n"]);
  });

  it("leaves what somebody has committed to the branch", async () => {
    await propose(api, proposal);
    await writeFiles(api, { ...main, branch: head }, [], { "repos/all.yaml": "mine\n" }, { message: "Mine" });
    await github.rest("PATCH", "/repos/acme/catalogue/pulls/1", { state: "closed" });
    await assert.rejects(propose(api, proposal), /the branch fairway\/create-shop of acme\/catalogue/);
    assert.deepEqual((await filesOn(head))[0], ["repos/all.yaml", "mine\n"]);
  });

  it("is made anew where what a stopped run has left says something else, or an earlier one is merged", async () => {
    const first = { ...proposal, files: { "repos/shop/repo.yaml": "old\n" } };
    await propose(api, first);
    await github.rest("PATCH", "/repos/acme/catalogue/pulls/1", { state: "closed" });
    assert.equal((await propose(api, proposal)).state, "opened");
    await github.rest("PUT", "/repos/acme/catalogue/pulls/2/merge", { merge_method: "merge" });
    const next = { ...proposal, files: { "repos/shop/repo.yaml": "next\n" } };
    assert.equal((await propose(api, next)).number, 3);
  });

  it("needs no leave to push to the default branch", async () => {
    const conditions = { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } };
    const ruleset = {
      name: "guarded",
      target: "branch",
      enforcement: "active",
      conditions,
      rules: [{ type: "update" }],
    };
    assert.equal((await github.rest("POST", "/repos/acme/catalogue/rulesets", ruleset)).status, 201);
    assert.equal((await propose(api, proposal)).state, "opened");
  });

  it("tells where a ruleset forbids its branch, and leaves nothing", async () => {
    const conditions = { ref_name: { include: ["refs/heads/fairway/**/*"], exclude: [] } };
    const ruleset = {
      name: "none",
      target: "branch",
      enforcement: "active",
      conditions,
      rules: [{ type: "creation" }],
    };
    assert.equal((await github.rest("POST", "/repos/acme/catalogue/rulesets", ruleset)).status, 201);
    await assert.rejects(propose(api, proposal), PushRefused);
    assert.equal((await github.rest("GET", "/repos/acme/catalogue/branches")).body.length, 1);
  });
});
