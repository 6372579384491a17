import assert from "node:assert/strict";
import { join } from "node:path";
import { pushCommit } from "../../src/demo/push.ts";
import type { TestWorld } from "../support/world.ts";
import { startPublishedWorld, succeeds } from "./template-world.ts";

const begun = "archetype: service\nscaffold: [{template: base}]\n";
const grown = `archetype: service
scaffold:
  - {template: base}
  - {template: backend, into: api}
  - {template: backend, into: worker, answers: {port: 81}}
`;

describe("fairway templates add", function () {
  this.timeout(600_000);
  let world: TestWorld;
  before(async () => {
    world = await startPublishedWorld({ "shop/repo.yaml": begun, "old/repo.yaml": "archetype: service\n" });
    await succeeds(world, "up", "--yes");
  });
  after(() => world.close());

  const of = (repo: string) => ({ owner: world.organization, repo });

  async function text(repo: string, path: string, ref: string): Promise<string> {
    const { data } = await world.github.rest.repos.getContent({ ...of(repo), path, ref });
    return Buffer.from((data as { content: string }).content, "base64").toString("utf8");
  }

  /** Pushes into the folder that the repository lies in, where no ruleset holds. */
  async function pushed(repo: string, path: string, content: string): Promise<void> {
    const remote = join(world.directory, "github/git", world.organization, `${repo}.git`);
    await pushCommit(remote, { [path]: content }, "docs: more");
  }

  async function add(...args: readonly string[]) {
    return JSON.parse(await succeeds(world, "templates", "add", "--json", ...args));
  }

  const head = "fairway/templates";

  it("has nothing to do where each has what its entry names", async () => {
    assert.match(await succeeds(world, "templates", "add", "--all"), /^Every repository has the templates/);
  });

  it("shows what is missing, and proposes nothing", async () => {
    world.write("repos/shop/repo.yaml", grown);
    const templates = [
      { template: "backend", into: "api" },
      { template: "backend", into: "worker" },
    ];
    assert.deepEqual(await add("shop", "--dry-run"), [{ repository: "shop", templates }]);
    assert.deepEqual((await world.github.rest.pulls.list(of("shop"))).data, []);
  });

  it("proposes it by one pull request, as its entry answers", async () => {
    const [{ state, kept, pull }] = await add("shop");
    assert.deepEqual([state, kept], ["opened", []]);
    const { data } = await world.github.rest.pulls.get({ ...of("shop"), pull_number: pull.number });
    assert.equal(data.title, "feat: add the templates backend 1.0.0 in api, backend 1.0.0 in worker");
    assert.deepEqual([data.head.ref, data.base.ref, data.commits], [head, "main", 1]);
    assert.equal(await text("shop", "api/Dockerfile", head), "# api 80\n");
    assert.equal(await text("shop", "worker/Dockerfile", head), "# worker 81\n");
    const { data: files } = await world.github.rest.pulls.listFiles({
      ...of("shop"),
      pull_number: pull.number,
    });
    assert.deepEqual(
      files.map(({ filename }) => filename),
      [
        ".copier-answers.backend.api.yml",
        ".copier-answers.backend.worker.yml",
        "api/Dockerfile",
        "worker/Dockerfile",
      ],
    );
  });

  it("finds it a second time, whatever has come to the default branch since, and status names it", async () => {
    await pushed("shop", "docs/more.md", "more\n");
    const [{ state, pull }] = await add("shop");
    assert.equal(state, "unchanged");
    const status = await succeeds(world, "templates", "status");
    assert.match(status, new RegExp(`^shop +backend in worker +1\\.0\\.0 +not there: ${pull.url}$`, "m"));
  });

  it("brings it up to date where the entry names more, in the same pull request", async () => {
    world.write("repos/shop/repo.yaml", `${grown}  - {template: backend, into: web}\n`);
    const [{ state, pull }] = await add("shop");
    assert.equal(state, "replaced");
    const { data } = await world.github.rest.pulls.list(of("shop"));
    assert.deepEqual(
      data.map(({ number, title }) => [number, /backend 1\.0\.0 in web$/.test(title)]),
      [[pull.number, true]],
    );
    assert.equal(await text("shop", "web/Dockerfile", head), "# web 80\n");
  });

  it("overwrites what somebody has pushed there only when it is told to", async () => {
    await world.github.rest.repos.createOrUpdateFileContents({
      ...of("shop"),
      ...{ path: "api/theirs", content: "", branch: head, message: "chore: by hand" },
    });
    const refused = await world.fairway(["templates", "add", "shop"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /Something else is proposed already: http.*\n.*--replace/);
    const [{ state }] = await add("shop", "--replace");
    assert.equal(state, "replaced");
    await assert.rejects(text("shop", "api/theirs", head));
  });

  it("is done once it is merged", async () => {
    const { data } = await world.github.rest.pulls.list(of("shop"));
    const [pull] = data;
    assert.ok(pull);
    const build = { sha: pull.head.sha, context: "build", state: "success" as const };
    await world.github.rest.repos.createCommitStatus({ ...of("shop"), ...build });
    await world.github.rest.pulls.merge({ ...of("shop"), pull_number: pull.number });
    assert.deepEqual(await add("shop"), []);
  });

  it("goes on with the others where one fails, and says which", async () => {
    world.write("repos/shop/repo.yaml", `${grown}  - {template: backend, into: next, version: 9.9.9}\n`);
    world.write("repos/old/repo.yaml", "archetype: service\nscaffold: [{template: backend, into: api}]\n");
    const { code, stdout, stderr } = await world.fairway(["templates", "add", "--all", "--json"]);
    assert.equal(code, 1);
    assert.match(stderr, /^shop: .*9\.9\.9/m);
    const results = JSON.parse(stdout) as readonly Record<string, unknown>[];
    assert.deepEqual(
      results.map(({ repository, state, failure }) => [repository, state, typeof failure]),
      [
        ["old", "opened", "undefined"],
        ["shop", undefined, "string"],
      ],
    );
    await world.github.rest.git.deleteRef({ ...of("old"), ref: `heads/${head}` });
  });

  it("leaves files as they are that are there already, and names them", async () => {
    world.write("repos/old/repo.yaml", begun);
    const [{ kept, pull }] = await add("old");
    assert.deepEqual(kept, ["README.md"]);
    const { data } = await world.github.rest.pulls.get({ ...of("old"), pull_number: pull.number });
    assert.equal(data.title, "chore: add the templates base 1.0.0");
    assert.match(data.body ?? "", /stay as they are[\s\S]*- `README\.md`/);
    assert.equal(await text("old", "README.md", data.head.ref), await text("old", "README.md", "main"));
    const tree = await world.github.rest.git.getTree({ ...of("old"), tree_sha: data.head.ref });
    assert.equal(tree.data.tree.find(({ path }) => path === "run")?.mode, "100755");
  });

  it("writes below no link", async () => {
    await world.github.rest.repos.createInOrg({ org: world.organization, name: "linked", auto_init: true });
    world.write("repos/linked/repo.yaml", "archetype: service\nscaffold: [{template: backend, into: api}]\n");
    const { data: ref } = await world.github.rest.git.getRef({ ...of("linked"), ref: "heads/main" });
    const tree = [{ path: "api", mode: "120000" as const, type: "blob" as const, content: "/tmp" }];
    const { data: made } = await world.github.rest.git.createTree({
      ...of("linked"),
      tree,
      base_tree: ref.object.sha,
    });
    const { data: commit } = await world.github.rest.git.createCommit({
      ...of("linked"),
      ...{ tree: made.sha, parents: [ref.object.sha], message: "chore: a link" },
    });
    await world.github.rest.git.updateRef({ ...of("linked"), ref: "heads/main", sha: commit.sha });
    const { code, stderr } = await world.fairway(["templates", "add", "linked"]);
    assert.equal(code, 1);
    assert.match(stderr, /writes api\/Dockerfile, and the repository has api, which is no folder/);
  });

  it("says what is wrong with what it is asked", async () => {
    const neither = await world.fairway(["templates", "add"]);
    assert.deepEqual([neither.code, /Name the repositories, or give --all/.test(neither.stderr)], [2, true]);
    const unknown = await world.fairway(["templates", "add", "shpo"]);
    assert.equal(unknown.code, 2);
    assert.match(unknown.stderr, /There is no repository `shpo` in the catalogue.*shop/);
  });
});
