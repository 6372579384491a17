import assert from "node:assert/strict";
import { connect } from "../../src/github/api.ts";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";

const standard = "archetypes: {plain: {summary: Nothing of its own}}\n";
const of = { owner: "acme", repo: "paved-road" };

describe("fairway comment", function () {
  this.timeout(300_000);
  let world: TestWorld;
  let issue_number: number;

  before(async () => {
    const repos = { "standard.yaml": standard, "alpha/repo.yaml": "archetype: plain\n" };
    world = await TestWorld.start({ repos, config: quick });
    await world.github.rest.repos.createInOrg({ org: "acme", name: of.repo, visibility: "public" });
    const { data } = await world.github.rest.issues.create({ ...of, title: "A new repository" });
    issue_number = data.number;
  });
  after(() => world.close());

  async function comment(): Promise<string> {
    const environment = {
      GITHUB_REPOSITORY: "acme/paved-road",
      GITHUB_REF: `refs/pull/${issue_number}/merge`,
    };
    const { code, stdout, stderr } = await world.fairway(["comment", "preview.json"], environment);
    assert.equal(code, 0, stderr);
    return stdout;
  }

  async function bodies(): Promise<readonly string[]> {
    const of100 = { ...of, issue_number, per_page: 100 };
    const comments = await world.github.paginate(world.github.rest.issues.listComments, of100);
    return comments.map(({ body = "" }) => body);
  }

  it("writes what a preview has written, once, and in its place the next time on a long thread", async () => {
    assert.equal((await world.fairway(["preview", "--report", "preview.json"])).code, 0);
    const address = await comment();
    assert.match((await bodies())[0] ?? "", /<summary>alpha<\/summary>/);
    for (let index = 0; index < 120; index++)
      await world.github.rest.issues.createComment({ ...of, issue_number, body: `Comment ${index}` });
    world.write("repos/beta/repo.yaml", "archetype: plain\n");
    assert.equal((await world.fairway(["preview", "--report", "preview.json"])).code, 0);
    assert.equal(await comment(), address);
    const all = await bodies();
    assert.equal(all.length, 121);
    assert.match(all[0] ?? "", /<summary>beta<\/summary>/);
  });

  it("tells why there is no preview", async () => {
    world.write("repos/beta/repo.yaml", "archetype: plane\n");
    assert.equal((await world.fairway(["preview", "--report", "preview.json"])).code, 2);
    await comment();
    assert.match((await bodies())[0] ?? "", /could not be previewed[\s\S]*`plane` is not an archetype/);
  });

  it("joins the reports of several machines, and prints them where that is asked for", async () => {
    world.write(
      "other.json",
      JSON.stringify({ fairway: "previews", stacks: [{ stack: "live", failure: "gone" }] }),
    );
    const { stdout } = await world.fairway(["comment", "--print", "preview.json", "other.json"]);
    assert.match(stdout, /`plane` is not an archetype[\s\S]*`live` could not be previewed[\s\S]*gone/);
  });

  it("names a stack whose preview came to no report", async () => {
    const expected = JSON.stringify([{ stack: "github" }, { stack: "live" }]);
    const args = ["comment", "--print", "--expect", expected, "preview.json"];
    const { stdout } = await world.fairway(args, {
      GITHUB_SERVER_URL: "https://github.com",
      GITHUB_REPOSITORY: "acme/paved-road",
      GITHUB_RUN_ID: "7",
    });
    assert.match(stdout, /`live` could not be previewed\n\nIts preview .*paved-road\/actions\/runs\/7\)/);
    assert.equal((await world.fairway([...args.slice(0, 3), '[{"stack":"@acme"}]'])).code, 2);
  });

  it("refuses what is no preview, and a place that nobody named", async () => {
    world.write("other.md", "Words");
    for (const args of [
      ["other.md", "--repository", "acme/paved-road", "--pull-request", "1"],
      ["preview.json"],
    ])
      assert.equal((await world.fairway(["comment", ...args])).code, 2);
  });

  it("refuses a report that says what no preview says, since a pull request's own program may have written it", async () => {
    const change = { repository: "alpha", kind: "label", key: "bug", action: "create", properties: [] };
    const report = (plan: object) => ({ fairway: "previews", stacks: [{ stack: "github", plan }] });
    const codeOf = async (plan: object) => {
      world.write("own.json", JSON.stringify(report(plan)));
      return (await world.fairway(["comment", "--print", "own.json"])).code;
    };
    assert.equal(await codeOf({ changes: [change], same: 1 }), 0);
    for (const plan of [
      { changes: [change], same: "![](https://example.com) " },
      { changes: [{ ...change, repository: "@acme/all" }], same: 1 },
      { changes: [{ ...change, action: "constructor" }], same: 1 },
      { changes: [{ ...change, properties: [{ path: { toString: 1 }, from: null, to: null }] }], same: 1 },
    ])
      assert.equal(await codeOf(plan), 2, JSON.stringify(plan));
  });

  it("leaves alone what somebody else has written, whatever it begins with", async () => {
    const { data } = await world.github.rest.issues.create({ ...of, title: "Another" });
    issue_number = data.number;
    await world.control("PUT", "/organizations/acme/members/octocat", {});
    await world.control("PUT", "/users/octocat", { token: "octocats-token" });
    const octocat = await connect({ ...world.environment, GITHUB_TOKEN: "octocats-token" });
    const body = "<!-- fairway preview --> mine";
    await octocat.rest.issues.createComment({ ...of, issue_number, body });
    await comment();
    const all = await bodies();
    assert.deepEqual([all.length, all[0]], [2, body]);
  });
});
