import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parse } from "yaml";
import { readFiles, writeFiles } from "../../src/github/branch-files.ts";
import { catalogueWorld, git } from "../support/catalogue-world.ts";
import type { TestWorld } from "../support/world.ts";

const launcher = join(import.meta.dirname, "../../bin/fairway.js");
const basics = ["--archetype", "service", "--team", "core", "--description", "Sells things"];
const places = ["--cluster", "one", "--cluster", "two"];

describe("fairway repo create", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await catalogueWorld();
  });
  after(() => world.close());
  afterEach(() => world.control("DELETE", "/faults"));

  const create = (...args: readonly string[]) => world.fairway(["repo", "create", ...args]);
  const propose = (name: string, ...args: readonly string[]) => create(name, ...basics, "--yes", ...args);
  const repository = { owner: "acme", repo: "fairway" };
  const pulls = async () => (await world.github.rest.pulls.list({ ...repository, state: "all" })).data;
  const filesOn = (branch: string, ...paths: readonly string[]) =>
    readFiles(world.github, { owner: "acme", repository: "fairway", branch }, paths);
  const commitsOn = async (branch: string) => {
    const basehead = `main...${branch}`;
    return (await world.github.rest.repos.compareCommitsWithBasehead({ ...repository, basehead })).data
      .ahead_by;
  };
  const layers = ["--template", "base", "--template", "backend-python:api", "--template", "frontend:web"];
  const shop = ["--topics", "a,b", ...layers, ...places, "--answer", "base.versioning=calver"];

  it("opens a pull request with the entries of a service and its deploy repository", async () => {
    const { code, stdout, stderr } = await propose("shop", ...shop);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^http:\/\/\S+\/acme\/fairway\/pull\/1$/);
    const [{ title = "", body = "" } = {}] = await pulls();
    assert.equal(title, "Create shop and shop-deploy");
    assert.match(body ?? "", /`prelive`.*`one`.*`main`/);
    assert.match(body ?? "", /`live`.*`two`.*`production`/);
    const files = (await filesOn("fairway/create-shop", "repos/shop", "repos/shop-deploy")) ?? {};
    assert.deepEqual(parse(files["repos/shop/repo.yaml"] ?? ""), {
      archetype: "service",
      description: "Sells things",
      team: "core",
      topics: ["a", "b"],
      scaffold: [
        { template: "base", answers: { versioning: "calver" } },
        { template: "backend-python", into: "api" },
        { template: "frontend", into: "web" },
      ],
    });
    assert.deepEqual(parse(files["repos/shop-deploy/repo.yaml"] ?? ""), {
      archetype: "deploy",
      description: "Where and how shop runs",
      team: "core",
      scaffold: [
        { template: "base" },
        { template: "deploy", answers: { service: "shop", workloads: [{ name: "api" }, { name: "web" }] } },
      ],
      tenant: { namespace: "shop", clusters: ["one", "two"], overlays: true },
    });
    assert.deepEqual(await filesOn("main", "repos/shop"), {});
  });

  it("goes on with what stands there when it is asked the same again", async () => {
    await world.resetCalls();
    const { code, stdout, stderr } = await propose("shop", ...shop);
    assert.deepEqual([code, stdout.endsWith("/pull/1")], [0, true], stderr);
    assert.match(stderr, /open already/);
    assert.equal((await world.calls()).writes, 0);
  });

  it("takes nobody's place who asks for something else under that name, unless it is told to", async () => {
    const refused = await propose("shop", "--no-deploy");
    assert.deepEqual([refused.code, refused.stdout], [1, ""]);
    assert.match(refused.stderr, /proposed already: \S+\/pull\/1\n.*--replace/);
    const replaced = await propose("shop", "--no-deploy", "--replace");
    assert.deepEqual([replaced.code, replaced.stdout.endsWith("/pull/1")], [0, true], replaced.stderr);
    assert.deepEqual(
      (await pulls()).map(({ title }) => title),
      ["Create shop"],
    );
    assert.deepEqual(await filesOn("fairway/create-shop", "repos/shop-deploy"), {});
    assert.equal(await commitsOn("fairway/create-shop"), 1);
  });

  it("tells everything that is wrong at once, with the nearest word, and sends nothing", async () => {
    await world.resetCalls();
    const { code, stdout, stderr } = await create(
      ...["Shop 2", "--archetype", "service", "--team", "comerce", "--topics", "Fine Things", "--yes"],
      ...["--template", "backend-pyton", "--cluster", "tow", "--size", "smal", "--visibility", "publik"],
      ...["--answer", "base.versoning=calver", "--answer", "base"],
    );
    assert.deepEqual([code, stdout], [2, ""]);
    for (const option of ["NAME", "--team", "--description", "--topics", "--template", "--cluster", "--size"])
      assert.match(stderr, new RegExp(`^${option}(:| is missing)`, "m"));
    assert.equal((await world.calls()).writes, 0);
  });

  it("refuses options that contradict each other", async () => {
    const { code, stderr } = await create(
      ...[
        "shop",
        "--archetype",
        "service",
        "--team",
        "core",
        "--description",
        "Sells",
        "--yes",
        "--no-deploy",
      ],
      ...["--cluster", "two", "--template", "backend-python:api", "--template", "backend-python:api"],
    );
    assert.equal(code, 2);
    assert.deepEqual(stderr.split("\n"), [
      "--cluster: with --no-deploy it runs nowhere; leave one of the two out",
      "--template: `backend-python:api` stands there twice",
    ]);
  });

  it("refuses a name that is taken at GitHub, or was", async () => {
    const org = "acme";
    await world.github.rest.repos.createInOrg({ org, name: "stall", auto_init: true });
    await world.github.rest.repos.createInOrg({ org, name: "booth", auto_init: true });
    await world.github.rest.repos.update({ owner: org, repo: "booth", name: "tent" });
    await world.resetCalls();
    for (const [name, message] of [
      ["stall", /NAME: `stall` is taken: it is at GitHub already; `fairway import stall`/],
      ["booth", /NAME: `booth` is taken: GitHub still leads from there to acme\/tent/],
    ] as const) {
      const { code, stderr } = await propose(name, "--no-deploy");
      assert.match(stderr, message);
      assert.equal(code, 2);
    }
    assert.equal((await world.calls()).writes, 0);
  });

  it("asks who is told where the team has nobody", async () => {
    const commerce = [
      "--archetype",
      "service",
      "--team",
      "commerce",
      "--description",
      "x",
      "--yes",
      ...places,
    ];
    const refused = await create("kiosk", ...commerce);
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /--alerts is missing/);
    const told = await create(
      "kiosk",
      ...commerce,
      "--alerts",
      "https://alerts.acme.example/x",
      "--dry-run",
      "--json",
    );
    assert.equal(told.code, 0, told.stderr);
    const { files, pull_request, branch } = JSON.parse(told.stdout);
    assert.deepEqual([pull_request, branch], [null, "fairway/create-kiosk"]);
    assert.equal(
      parse(files["repos/kiosk-deploy/repo.yaml"]).tenant.alerts.address,
      "https://alerts.acme.example/x",
    );
    assert.equal((await pulls()).length, 1);
  });

  it("knows what is on the default branch, whatever the checkout has", async () => {
    world.remove("repos/till");
    const { code, stderr } = await propose("till", ...places);
    assert.equal(code, 2);
    assert.match(stderr, /the catalogue has it already/);
  });

  it("needs to know where a pull request goes to", async () => {
    await git(world, "remote", "remove", "origin");
    const lost = await propose("bazaar", "--no-deploy", "--dry-run");
    assert.equal(lost.code, 2);
    assert.match(lost.stderr, /no remote `origin` here\. Give --repository/);
    for (const [option, message] of [
      ["fairway", /is not a repository such as/],
      ["acme/nowhere", /There is no repository acme\/nowhere/],
      ["acme/stall", /acme\/stall has no repos\/standard\.yaml on its branch main/],
    ] as const) {
      const { code, stderr } = await propose("bazaar", "--no-deploy", "--repository", option);
      assert.match(stderr, message);
      assert.equal(code, 2);
    }
    const named = await propose("bazaar", "--no-deploy", "--dry-run", "--repository", "acme/fairway");
    assert.equal(named.code, 0, named.stderr);
    await git(world, "remote", "add", "origin", "git@github.example:acme/fairway.git");
  });

  it("says what is wrong with a catalogue that is broken already", async () => {
    const branch = { owner: "acme", repository: "fairway", branch: "main" };
    const file = "repos/till/repo.yaml";
    const { [file]: text = "" } = (await filesOn("main", file)) ?? {};
    await writeFiles(world.github, branch, [], { [file]: `${text}topics: [A B]\n` }, { message: "Break" });
    const { code, stderr } = await propose("bazaar", "--no-deploy");
    assert.equal(code, 2);
    assert.match(stderr, /^repos\/till\/repo\.yaml:5:10 `topics\[0\]` is not a topic/m);
    await writeFiles(world.github, branch, [], { [file]: text }, { message: "Mend" });
  });

  it("goes on after it was killed before the pull request was open, and doubles nothing", async () => {
    await world.control("PUT", "/faults", [{ write: 4, action: "delay", milliseconds: 30_000 }]);
    await world.resetCalls();
    const run = spawn(
      process.execPath,
      [launcher, "repo", "create", "killed", ...basics, "--no-deploy", "--yes"],
      {
        cwd: world.project,
        env: { ...process.env, ...world.environment },
        stdio: "ignore",
      },
    );
    const ended = once(run, "exit");
    while ((await world.calls()).writes < 3 && run.exitCode === null) await sleep(50);
    run.kill("SIGKILL");
    await ended;
    await world.control("DELETE", "/faults");
    const opened = async () => (await pulls()).filter(({ title }) => title === "Create killed").length;
    assert.equal(await opened(), 0);
    const { code, stderr } = await propose("killed", "--no-deploy");
    assert.equal(code, 0, stderr);
    assert.equal(await opened(), 1);
    assert.equal(await commitsOn("fairway/create-killed"), 1);
  });
});
