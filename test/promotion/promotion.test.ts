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

  /** GitHub refuses a request and nothing asks again, so that a run gets no further: as if it were killed there. */
  const refused = (method: string, path: string, nth?: number) => ({
    method,
    path,
    action: "status",
    status: 401,
    ...(nth ? { nth, times: 100 } : {}),
  });

  async function killedAfter(writes: number, args: readonly string[]) {
    const path = "^/(api/v3/)?repos/acme/shop-deploy/";
    const from = { path, write: writes + 1, times: 100, action: "status", status: 401 };
    await promotion.world.control("PUT", "/faults", [from]);
    return await promotion.fairway(args);
  }

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
    const mute = refused("POST", "/statuses$", 2);
    const production = "/git/refs/heads.+production$";
    await promotion.world.control("PUT", "/faults", [refused("PATCH", production), mute]);
    assert.equal((await promotion.fairway([...promote, "--yes"])).code, 1);
    assert.equal(await promotion.tip("production"), commits.two);
    const silent = { method: "PATCH", path: production, action: "truncate" };
    await promotion.world.control("PUT", "/faults", [silent, refused("POST", "/statuses$")]);
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
    let told = "";
    for (let writes = 1; told === ""; writes += 1) {
      assert.ok(writes < 20, "it is never finished");
      const { code, stdout } = await killedAfter(writes, [...promote, "--rollback", "--yes"]);
      if (code === 0) told = stdout;
    }
    await promotion.world.control("DELETE", "/faults");
    assert.match(told, /A run that was stopped has begun this/);
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
    const records = await promotion.deployments();
    assert.deepEqual(
      records.filter(({ payload, states }) => payload.kind === "rollback" && !states.includes("success")),
      [],
    );
  });

  it("goes on forwards from there", async () => {
    commits.six = await promotion.merge(manifests("six"), "The sixth, which mends it");
    promotion.prelive.apply(commits.six);
    await promotion.done(...promote, "--yes");
    assert.equal(await promotion.tip("production"), commits.six);
  });

  it("goes forward only once a rollback that was stopped is finished, and says so", async () => {
    const production = await promotion.tip("production");
    const shown = async () =>
      JSON.parse(await promotion.done(...promote, "--rollback", "--dry-run", "--json")).moves[0].plan;
    const before = await shown();
    await promotion.world.control("PUT", "/faults", [
      refused("PATCH", "/git/refs/"),
      refused("POST", "/statuses$", 2),
    ]);
    assert.equal((await promotion.fairway([...promote, "--rollback", "--yes"])).code, 1);
    await promotion.world.control("DELETE", "/faults");
    for (const how of ["--yes", "--dry-run"]) {
      const { code, stderr } = await promotion.fairway([...promote, how]);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /was stopped before it was done: `fairway promote shop-deploy --rollback --stage live`/,
      );
    }
    assert.equal(await promotion.tip("production"), production);
    assert.equal(await shown(), before, "what was shown can still be done");
  });

  it("shows a rollback that was stopped, and does not go back to what it took away", async () => {
    const bad = await promotion.tip("production");
    await promotion.world.control("PUT", "/faults", [refused("POST", "/statuses$")]);
    assert.equal((await promotion.fairway([...promote, "--rollback", "--yes"])).code, 1);
    await promotion.world.control("DELETE", "/faults");
    const production = await promotion.tip("production");
    assert.notEqual(production, bad);
    const { moves } = JSON.parse(await promotion.done(...promote, "--rollback", "--dry-run", "--json"));
    assert.deepEqual([moves[0].from, moves[0].result], [bad, "planned"]);
    const back = ["--rollback", "--plan", moves[0].plan, "--yes"];
    const { stderr } = await promotion.fairway([...promote, "--rollback", "--to", bad ?? "", "--yes"]);
    assert.match(stderr, /The rollback to \w{7} came first/);
    assert.match(await promotion.done(...promote, ...back.slice(0, 1), "--dry-run"), /live: production from/);
    assert.equal(await promotion.tip("production"), production);
  });

  it("does what was shown, and nothing that has come since", async () => {
    commits.seven = await promotion.merge(manifests("seven"), "The seventh");
    promotion.prelive.apply(commits.seven);
    const shown = async (...args: string[]): Promise<string> =>
      JSON.parse(await promotion.done(...promote, "--dry-run", "--json", ...args)).moves[0].plan;
    const forward = await shown();
    assert.match(forward, /^[0-9a-f]{40}\.\.[0-9a-f]{40}$/);
    const back = await shown("--rollback");
    commits.eight = await promotion.merge(manifests("eight"), "The eighth");
    promotion.prelive.apply(commits.eight);
    const late = await promotion.fairway([...promote, "--rollback", "--plan", back, "--yes"]);
    assert.equal(late.code, 1);
    assert.match(late.stderr, /This is not what was shown/);
    await promotion.done(...promote, "--plan", forward, "--yes");
    assert.equal(await promotion.tip("production"), commits.seven);
    await promotion.done(...promote, "--plan", forward, "--yes");
    const { code, stderr } = await promotion.fairway([...promote, "--plan", "main", "--yes"]);
    assert.equal(code, 2);
    assert.match(stderr, /`main` is no plan/);
  });

  it("rolls back all the same where somebody else has had a hand in it before", async () => {
    const { moves } = JSON.parse(await promotion.done(...promote, "--rollback", "--dry-run", "--json"));
    const { from, to } = moves[0];
    const tip = (await promotion.tip("main")) ?? "";
    const { rest } = await promotion.asApp();
    const head = `rollback/${from.slice(0, 7)}-${to.slice(0, 7)}-on-${tip.slice(0, 7)}`;
    const tree = await promotion.tree(commits.three ?? "");
    const made = await rest.git.createCommit({ ...of, message: "Another", tree, parents: [tip] });
    await rest.git.createRef({ ...of, ref: `refs/heads/${head}`, sha: made.data.sha });
    const pull = await rest.pulls.create({ ...of, head, base: "main", title: "Another" });
    await rest.pulls.merge({ ...of, pull_number: pull.data.number, merge_method: "squash" });
    await promotion.done(...promote, "--rollback", "--yes");
    const production = (await promotion.tip("production")) ?? "";
    assert.equal(production, await promotion.tip("main"));
    const web = { ...of, path: "kubernetes/web.yaml" };
    const content = async (ref: string) => (await rest.repos.getContent({ ...web, ref })).data;
    assert.equal(
      ((await content(production)) as { sha: string }).sha,
      ((await content(to)) as { sha: string }).sha,
    );
  });

  it("does not have a promotion for done that was given up for a rollback", async () => {
    commits.late = await promotion.merge(manifests("late"), "Too late");
    promotion.prelive.apply(commits.late);
    const production = "/git/refs/heads.+production$";
    await promotion.world.control("PUT", "/faults", [
      refused("PATCH", production),
      refused("POST", "/statuses$", 2),
    ]);
    assert.equal((await promotion.fairway([...promote, "--yes"])).code, 1);
    await promotion.world.control("DELETE", "/faults");
    await promotion.done(...promote, "--rollback", "--yes");
    const record = (await promotion.deployments()).find(({ sha }) => sha === commits.late);
    assert.equal(record?.states[0], "failure");
  });

  it("has a move that is done for done, whether or not that could be written down", async () => {
    commits.nine = await promotion.merge(manifests("nine"), "The ninth");
    promotion.prelive.apply(commits.nine);
    await promotion.world.control("PUT", "/faults", [refused("POST", "/statuses$", 2)]);
    assert.equal((await promotion.fairway([...promote, "--yes"])).code, 1);
    await promotion.world.control("DELETE", "/faults");
    assert.equal(await promotion.tip("production"), commits.nine);
    assert.deepEqual((await promotion.deployments())[0]?.states, ["in_progress"]);
    assert.match(await promotion.done(...promote, "--yes"), /had moved production to \w{7} already/);
    assert.equal((await promotion.deployments())[0]?.states[0], "success");
  });

  it("finishes and writes down what has begun when it is asked to stop", async () => {
    commits.ten = await promotion.merge(manifests("ten"), "The tenth");
    promotion.prelive.apply(commits.ten);
    const { code, stdout, stderr } = await promotion.stopping(/\/git\/refs\/heads.+production$/, [
      ...promote,
      "--yes",
    ]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /production is at \w{7} now/);
    assert.equal(await promotion.tip("production"), commits.ten);
    assert.equal((await promotion.deployments())[0]?.states[0], "success");
  });

  it("does not have it for its own doing where somebody else moves the branch meanwhile", async () => {
    commits.eleven = await promotion.merge(manifests("eleven"), "The eleventh");
    promotion.prelive.apply(commits.eleven);
    const further = await promotion.merge(manifests("twelve"), "The twelfth");
    const { code, stderr } = await promotion.meanwhile(
      "POST",
      /\/deployments$/,
      [...promote, "--yes"],
      async () => {
        const app = await promotion.asApp();
        await app.rest.git.updateRef({ ...of, ref: "heads/production", sha: further });
      },
    );
    assert.equal(code, 1);
    assert.match(stderr, /Somebody else has moved production of shop-deploy meanwhile, to \w{7}/);
    assert.equal(await promotion.tip("production"), further);
    assert.equal((await promotion.deployments())[0]?.states[0], "failure");
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
