import assert from "node:assert/strict";
import { mkdtempSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { manifests, PromotionWorld } from "./promotion-world.ts";

const of = { owner: "acme", repo: "shop-deploy" };
const promote = ["promote", "shop-deploy"];

/** In order, as one story: each test goes on where the one before it has ended. */
describe("fairway promote", function () {
  this.timeout(900_000);
  let promotion: PromotionWorld;
  const commits: Record<string, string> = {};

  before(async () => {
    promotion = await PromotionWorld.start();
    commits.one = await promotion.merge(manifests("one"), "The first of it");
  });
  after(() => promotion?.close());

  const short = (name: string) => (commits[name] ?? "").slice(0, 7);

  it("refuses what nobody runs healthily, with Flux's reason", async () => {
    promotion.prelive.apply(commits.one ?? "", "failing");
    const { code, stderr } = await promotion.fairway([...promote, "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /No commit of shop-deploy runs healthily on all clusters of prelive/);
    assert.match(stderr, /prelive, shop: config: HealthCheckFailed: Deployment\/shop\/web status: 'Failed'/);
    assert.equal(await promotion.tip("production"), undefined);
    assert.deepEqual(await promotion.deployments(), []);
  });

  it("lets nobody but the App that the standard names do it, and whoever wants look", async () => {
    promotion.prelive.apply(commits.one ?? "");
    const { code, stderr } = await promotion.world.fairway([...promote, "--yes"]);
    assert.equal(code, 2);
    assert.match(stderr, /Only the App `acme-promoter` moves what follows production/);
    assert.equal((await promotion.world.fairway([...promote, "--dry-run"])).code, 0);
    assert.equal(await promotion.tip("production"), undefined);
  });

  it("makes the branch where it is not there yet, and records who did what", async () => {
    const told = await promotion.done(...promote, "--yes");
    assert.match(told, /shop-deploy, live: production is made to/);
    assert.match(told, /live: 2 created, 0 changed, 0 removed/);
    assert.equal(await promotion.tip("production"), commits.one);
    const [record] = await promotion.deployments();
    assert.deepEqual(record, {
      sha: commits.one,
      payload: { kind: "promotion", who: "octocat", from: null, to: commits.one },
      creator: "acme-promoter[bot]",
      production_environment: true,
      states: ["success", "in_progress"],
    });
  });

  it("shows the commits and what each cluster gets otherwise, and does nothing with --dry-run", async () => {
    commits.two = await promotion.merge(manifests("two"), "The second \u001b[31mred");
    promotion.prelive.apply(commits.two);
    const told = await promotion.done(...promote, "--dry-run");
    assert.match(told, /live: 0 created, 2 changed, 0 removed/);
    assert.match(
      told,
      new RegExp(
        `${short("two")} The second \\[31mred \\(#\\d+\\), |${short("two")} The second red \\(#\\d+\\), `,
      ),
    );
    assert.match(told, /~ ConfigMap\/web\n[\s\S]*-\s+text: one\n\s+\+\s+text: two/);
    assert.match(told, /stage: live/);
    assert.ok(!told.includes("\u001b"));
    assert.equal(await promotion.tip("production"), commits.one);
  });

  it("takes the newest that runs healthily, and says why not a newer one", async () => {
    commits.three = await promotion.merge(manifests("three"), "The third");
    promotion.prelive.apply(commits.three, "failing");
    const { moves } = JSON.parse(await promotion.done(...promote, "--yes", "--json"));
    assert.equal(moves[0].result, "promoted");
    assert.equal(moves[0].to, commits.two);
    assert.deepEqual(moves[0].clusters[0].changed, ["ConfigMap/settings", "ConfigMap/web"]);
    assert.equal(await promotion.tip("production"), commits.two);
    const { code, stderr } = await promotion.fairway([...promote, "--to", short("three"), "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /does not run healthily on all clusters of prelive[\s\S]*HealthCheckFailed/);
  });

  it("has nothing to do where all is done, and does not go back by --to", async () => {
    assert.match(await promotion.done(...promote, "--yes"), /production is at \w{7} already/);
    const { code, stderr } = await promotion.fairway([...promote, "--to", short("one"), "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /is beyond \w{7} already[\s\S]*use --rollback/);
  });

  it("finishes a promotion that was killed before and after the branch was moved", async () => {
    promotion.prelive.apply(commits.three ?? "");
    const dropped = { method: "PATCH", path: "/git/refs/heads.+production$", action: "drop" };
    await promotion.world.control("PUT", "/faults", [dropped]);
    assert.equal((await promotion.fairway([...promote, "--yes"])).code, 1);
    assert.equal(await promotion.tip("production"), commits.two);
    const silent = { method: "PATCH", path: "/git/refs/heads.+production$", action: "truncate" };
    const mute = { method: "POST", path: "/statuses$", nth: 2, action: "drop" };
    await promotion.world.control("PUT", "/faults", [silent, mute]);
    await promotion.fairway([...promote, "--yes"]);
    assert.equal(await promotion.tip("production"), commits.three);
    await promotion.world.control("DELETE", "/faults");
    assert.match(await promotion.done(...promote, "--yes"), /at \w{7} already/);
    const [latest] = await promotion.deployments();
    assert.equal(latest?.states[0], "success");
  });

  it("leaves a record on the page of the run, of a failure as well", async () => {
    const file = join(mkdtempSync(join(promotion.world.directory, "summary-")), "summary.md");
    const environment = { GITHUB_STEP_SUMMARY: file };
    await promotion.fairway([...promote, "--dry-run"], environment);
    await promotion.fairway([...promote, "--to", "0".repeat(40), "--yes"], environment);
    const summary = readFileSync(file, "utf8");
    assert.match(summary, /### Promote, `shop-deploy`: done\n\nfor `octocat`/);
    assert.match(summary, /### Promote, `shop-deploy`: failed[\s\S]*has no commit 0{40}/);
  });

  it("rolls back by a commit on top, which leaves the branches in step, and says what it has undone", async () => {
    commits.four = await promotion.merge(
      { ...manifests("four"), ".github/workflows/x.yml": "on: push\n" },
      "The fourth, which is bad",
    );
    promotion.prelive.apply(commits.four);
    await promotion.done(...promote, "--yes");
    commits.five = await promotion.merge({ "NOTES.md": "Not yet live\n" }, "The fifth");
    assert.match(await promotion.done(...promote, "--rollback", "--dry-run"), /2 commits are undone/);
    assert.equal(await promotion.tip("production"), commits.four);
    const told = await promotion.done(...promote, "--rollback", "--yes");
    assert.match(told, /The fourth, which is bad/);
    assert.match(told, /The fifth/);
    const main = await promotion.tip("main");
    assert.match(told, new RegExp(`git revert ${main}`));
    assert.equal(await promotion.tip("production"), main);
    const { data } = await promotion.world.github.rest.repos.compareCommitsWithBasehead({
      ...of,
      basehead: `${commits.five}...${main}`,
    });
    assert.deepEqual([data.status, data.ahead_by], ["ahead", 1]);
    const [record] = await promotion.deployments();
    assert.deepEqual(record?.payload, {
      kind: "rollback",
      who: "octocat",
      from: commits.four,
      to: commits.three,
    });
    assert.equal(record?.states[0], "success");
    commits.back = main ?? "";
  });

  it("brings back all but the workflows, which promote themselves", async () => {
    const at = async (ref: string, path: string) => {
      const { data } = await promotion.world.github.rest.repos.getContent({ ...of, ref, path });
      return "content" in data ? Buffer.from(data.content, "base64").toString("utf8") : undefined;
    };
    assert.equal(await at("production", "kubernetes/web.yaml"), manifests("three")["kubernetes/web.yaml"]);
    assert.equal(await at("production", ".github/workflows/x.yml"), "on: push\n");
    await assert.rejects(at("production", "NOTES.md"), { status: 404 });
  });

  it("takes what ran before that the next time, and what is named, and nothing that never ran", async () => {
    const plan = JSON.parse(await promotion.done(...promote, "--rollback", "--dry-run", "--json"));
    assert.equal(plan.moves[0].to, commits.two);
    const named = await promotion.done(...promote, "--rollback", "--to", short("one"), "--dry-run", "--json");
    assert.equal(JSON.parse(named).moves[0].to, commits.one);
    const { code, stderr } = await promotion.fairway([
      ...promote,
      "--rollback",
      "--to",
      short("five"),
      "--yes",
    ]);
    assert.equal(code, 1);
    assert.match(stderr, /is no commit that was promoted to live[\s\S]*These were: /);
  });

  it("does not believe the records of others", async () => {
    await promotion.world.github.rest.repos.createDeployment({
      ...of,
      ref: commits.five ?? "",
      environment: "live",
      task: "fairway-promotion",
      payload: { kind: "promotion", who: "mallory", from: commits.four, to: commits.five },
    });
    const { moves } = JSON.parse(await promotion.done(...promote, "--rollback", "--dry-run", "--json"));
    assert.equal(moves[0].to, commits.two);
  });

  it("finishes a rollback that was killed, wherever, and no other one", async () => {
    const before = await promotion.tip("main");
    for (const [nth, fault] of [
      { method: "POST", path: "/git/refs$", action: "truncate" },
      { method: "POST", path: "/pulls$", action: "drop" },
      { method: "PUT", path: "/merge$", action: "truncate" },
      { method: "PATCH", path: "/git/refs/heads.+production$", action: "drop" },
    ].entries()) {
      // As if it were killed, no end of it is written down, however often that is tried.
      const mute = { method: "POST", path: "/statuses$", action: "drop" };
      const ends = nth === 0 ? [2, 3, 4, 5].map(of => ({ ...mute, nth: of })) : [mute];
      await promotion.world.control("PUT", "/faults", [fault, ...ends]);
      const { code } = await promotion.fairway([...promote, "--rollback", "--yes"]);
      assert.equal(code, 1, JSON.stringify(fault));
    }
    await promotion.world.control("DELETE", "/faults");
    const told = await promotion.done(...promote, "--rollback", "--yes");
    assert.match(told, /a rollback that was stopped is finished/);
    const main = await promotion.tip("main");
    assert.equal(await promotion.tip("production"), main);
    const { data } = await promotion.world.github.rest.repos.compareCommitsWithBasehead({
      ...of,
      basehead: `${before}...${main}`,
    });
    assert.equal(data.ahead_by, 1, "one commit on top, however often it was begun");
    assert.equal(await promotion.tree(main ?? ""), data.commits[0]?.commit.tree.sha);
    const { data: open } = await promotion.world.github.rest.pulls.list({ ...of, state: "open" });
    assert.deepEqual(open, []);
  });

  it("goes on forwards from there", async () => {
    commits.six = await promotion.merge(manifests("six"), "The sixth, which mends it");
    promotion.prelive.apply(commits.six);
    await promotion.done(...promote, "--yes");
    assert.equal(await promotion.tip("production"), commits.six);
  });

  for (const [what, args, message] of [
    [
      "a repository that is none",
      ["promote", "shop-deplyo", "--yes"],
      /no deploy repository[\s\S]*did you mean `shop-deploy`/,
    ],
    ["neither repository nor release", ["promote", "--yes"], /Say what to promote/],
    ["nobody to ask", promote, /There is nobody to ask/],
    ["a stage that is none", [...promote, "--stage", "moon", "--yes"], /`moon` is no stage to promote to/],
    ["a commit that is none", [...promote, "--to", "main", "--yes"], /`main` is no commit/],
    ["a release that is not there", ["promote", "--release", "x", "--yes"], /There is no release `x`/],
    ["a release that lies elsewhere", ["promote", "--release", "../x", "--yes"], /is no name of a release/],
  ] as const)
    it(`ends with exit code 2 for ${what}`, async () => {
      const { code, stderr } = await promotion.fairway(args);
      assert.equal(code, 2);
      assert.match(stderr, message);
    });
});
