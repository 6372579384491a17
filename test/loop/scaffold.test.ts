import assert from "node:assert/strict";
import { finishes, killedAt } from "../robustness/killing.ts";
import type { TestWorld } from "../support/world.ts";
import { startPublishedWorld, succeeds } from "../templates/template-world.ts";

const shop = `
archetype: service
description: Sells things
scaffold:
  - {template: base, answers: {versioning: calver}}
  - {template: backend, into: api}
  - {template: backend, into: worker, answers: {port: 81}}
`;

const shopDeploy = `
archetype: deploy
scaffold: [{template: base}]
`;

describe("What a new repository begins with", function () {
  this.timeout(900_000);
  let world: TestWorld;
  before(async () => {
    world = await startPublishedWorld({ "shop/repo.yaml": shop, "shop-deploy/repo.yaml": shopDeploy });
    await succeeds(world, "up", "--yes");
  });
  after(() => world.close());

  const of = (repo: string) => ({ owner: world.organization, repo });

  async function text(repo: string, path: string): Promise<string> {
    const { data } = await world.github.rest.repos.getContent({ ...of(repo), path });
    return Buffer.from((data as { content: string }).content, "base64").toString("utf8");
  }

  async function commits(repo: string): Promise<readonly string[]> {
    const { data } = await world.github.rest.repos.listCommits(of(repo));
    return data.map(({ commit }) => commit.message);
  }

  async function head(repo: string, branch = "main"): Promise<string> {
    return (await world.github.rest.git.getRef({ ...of(repo), ref: `heads/${branch}` })).data.object.sha;
  }

  async function differs(): Promise<number> {
    return (await world.fairway(["preview", "--refresh", "--expect-no-changes"])).code;
  }

  it("is one commit by whoever Fairway works as, from all its templates", async () => {
    assert.deepEqual(await commits("shop"), [
      "feat: begin with the templates base 1.0.0, backend 1.0.0 in api, backend 1.0.0 in worker",
      "Initial commit",
    ]);
    const { data } = await world.github.rest.repos.listCommits({ ...of("shop"), per_page: 1 });
    assert.equal(data[0]?.commit.author?.name, "sandbox-admin");
  });

  it("has what Fairway, the standard and the entry answer, the later over the earlier", async () => {
    const readme = await text("shop", "README.md");
    assert.equal(readme, `# shop\n\nacme core ghcr.io ${world.server.url} calver 0\n`);
    assert.equal(await text("shop", "api/Dockerfile"), "# api 80\n");
    assert.equal(await text("shop", "worker/Dockerfile"), "# worker 81\n");
  });

  it("tells in answers files where each template comes from, without a credential", async () => {
    const answers = await text("shop", ".copier-answers.backend.worker.yml");
    assert.match(answers, /^_commit: v1\.0\.0\n/);
    assert.match(answers, new RegExp(`^_src_path: ${world.server.url}/acme/backend-template\\.git$`, "m"));
    assert.match(await text("shop", ".copier-answers.base.yml"), /^versioning: calver$/m);
  });

  it("makes the branches of later stages where clusters follow them, before they are guarded", async () => {
    assert.equal(await head("shop-deploy", "production"), await head("shop-deploy"));
    const { data } = await world.github.rest.repos.listBranches(of("shop"));
    assert.deepEqual(
      data.map(({ name }) => name),
      ["main"],
    );
    const rulesets = await world.github.request("GET /repos/{owner}/{repo}/rulesets", of("shop-deploy"));
    assert.equal(rulesets.data.length, 2);
  });

  it("is done once: neither other answers nor what people make of it is a difference", async () => {
    assert.equal(await differs(), 0);
    const before = await head("shop");
    world.write("repos/shop/repo.yaml", shop.replace("calver", "semver").replace("port: 81", "port: 82"));
    assert.equal(await differs(), 0);
    await succeeds(world, "up", "--yes");
    assert.equal(await head("shop"), before);
    assert.equal((await world.fairway(["drift"])).code, 0);
  });

  it("is not made again under another name", async () => {
    const before = await head("shop");
    world.remove("repos/shop");
    world.write("repos/store/repo.yaml", `${shop}formerly: shop\n`);
    await succeeds(world, "up", "--yes");
    assert.equal(await head("store"), before);
    assert.equal(await differs(), 0);
  });

  it("is made anew where the whole repository is", async () => {
    await world.github.rest.repos.delete(of("store"));
    await succeeds(world, "up", "--refresh", "--yes");
    assert.equal(await text("store", "api/Dockerfile"), "# api 80\n");
  });

  it("leaves a repository with work of its own as it is, and says that it is taken over", async () => {
    const file = { path: "main.py", message: "feat: begin", content: "" };
    await world.github.rest.repos.createInOrg({ org: world.organization, name: "mine", auto_init: true });
    await world.github.rest.repos.createOrUpdateFileContents({ ...of("mine"), ...file });
    world.write("repos/mine/repo.yaml", "archetype: service\nscaffold: [{template: base}]\n");
    assert.match(await succeeds(world, "up", "--yes"), /taken over as it is: .*scaffold/);
    assert.deepEqual(await commits("mine"), ["feat: begin", "Initial commit"]);
    assert.equal(await differs(), 0);
  });

  it("begins a repository that somebody made and left empty", async () => {
    await world.github.rest.repos.createInOrg({ org: world.organization, name: "bare" });
    world.write("repos/bare/repo.yaml", "archetype: service\nscaffold: [{template: base}]\n");
    await succeeds(world, "up", "--yes");
    assert.deepEqual(await commits("bare"), ["feat: begin with the templates base 1.0.0"]);
  });

  it("is made once and as a whole where a run is killed in the middle of its push", async function () {
    // Who lives and who doesn't is read from /proc.
    if (process.platform !== "linux") return this.skip();
    world.write("repos/killed/repo.yaml", shopDeploy);
    await killedAt(world, "/killed\\.git/git-receive-pack$", "the whole process group");
    const { data } = await world.github.rest.repos.listBranches(of("killed"));
    const made = new Set(data.map(({ commit }) => commit.sha));
    assert.equal(made.size, 1);
    assert.equal((await commits("killed")).length, data.length);
    await finishes(world);
    assert.equal((await commits("killed")).length, 2);
    assert.equal(await head("killed", "production"), await head("killed"));
  });

  it("does nothing by halves: a broken answer, a version that is gone, and others go on", async () => {
    const layers = "scaffold:\n  - {template: base}\n  - {template: backend, into: api";
    world.write("repos/broken/repo.yaml", `archetype: service\n${layers}, answers: {port: 100}}\n`);
    world.write("repos/gone/repo.yaml", `archetype: service\n${layers}, version: 9.0.0}\n`);
    world.write("repos/well/repo.yaml", `archetype: service\n${layers}}\n`);
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    const said = stdout + stderr;
    assert.equal(code, 1, said);
    assert.match(
      said,
      /acme\/broken is not begun yet, and nothing was written to it: the template `backend` 1\.0\.0 can't be laid: Validation error for question 'port': is too high/,
    );
    assert.match(
      said,
      /the template `backend` has no version 9\.0\.0 in acme\/backend-template; its latest is 1\.0\.0/,
    );
    assert.deepEqual(
      [await commits("broken"), await commits("gone")],
      [["Initial commit"], ["Initial commit"]],
    );
    assert.equal((await commits("well")).length, 2);
    for (const repo of ["broken", "gone"])
      world.write(`repos/${repo}/repo.yaml`, `archetype: service\n${layers}}\n`);
    await succeeds(world, "up", "--yes");
    assert.deepEqual([(await commits("broken")).length, (await commits("gone")).length], [2, 2]);
    assert.equal(await differs(), 0);
  });
});
