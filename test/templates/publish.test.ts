import assert from "node:assert/strict";
import type { PublishResult } from "../../src/templates/publish.ts";
import type { TestWorld } from "../support/world.ts";
import { startTemplateWorld, succeeds } from "./template-world.ts";

describe("fairway templates publish", function () {
  this.timeout(300_000);
  let world: TestWorld;
  before(async () => {
    world = await startTemplateWorld();
  });
  after(() => world.close());

  async function publish(...args: string[]): Promise<readonly PublishResult[]> {
    return JSON.parse(await succeeds(world, "templates", "publish", "--json", ...args));
  }

  const outcomes = (results: readonly PublishResult[]) => results.map(({ outcome }) => outcome);
  const of = (repo: string) => ({ owner: world.organization, repo });

  async function tags(repo: string): Promise<readonly string[]> {
    const { data } = await world.github.rest.git.listMatchingRefs({ ...of(repo), ref: "tags/" });
    return data.map(({ ref }) => ref);
  }

  async function files(repo: string, ref: string): Promise<Readonly<Record<string, string>>> {
    const { data: found } = await world.github.rest.git.getRef({ ...of(repo), ref });
    const tree_sha = found.object.sha;
    const { data } = await world.github.rest.git.getTree({ ...of(repo), tree_sha, recursive: "true" });
    const blobs = data.tree.filter(({ type }) => type === "blob");
    return Object.fromEntries(blobs.map(({ path = "", mode = "" }) => [path, mode]));
  }

  it("asks for the repositories first", async () => {
    const { code, stderr } = await world.fairway(["templates", "publish"]);
    assert.equal(code, 1);
    assert.match(stderr, /GitHub has no acme\/base-template, .*run `fairway up` first/);
  });

  it("publishes nothing with --dry-run, and says what it would", async () => {
    await succeeds(world, "up", "--yes");
    assert.deepEqual(outcomes(await publish("--dry-run")), ["to publish", "to publish", "to publish"]);
    assert.deepEqual(await tags("base-template"), []);
  });

  it("brings each folder to its repository as one commit with a tag, past the pull request", async () => {
    world.write("templates/base/.gitignore", "*.pyc\n");
    world.write("templates/base/left.pyc", "");
    assert.deepEqual(outcomes(await publish()), ["published", "published", "published"]);
    const published = {
      ".gitignore": "100644",
      "copier.yml": "100644",
      "template/.gitignore": "100644",
      "template/README.md.jinja": "100644",
      "template/run": "100755",
      "template/{{_copier_conf.answers_file}}.jinja": "100644",
    };
    assert.deepEqual(await files("base-template", "heads/main"), published);
    assert.deepEqual(await files("base-template", "tags/v1.0.0"), published);
    const { data: commits } = await world.github.rest.repos.listCommits(of("base-template"));
    assert.deepEqual(
      commits.map(({ commit }) => commit.message),
      ["feat: base 1.0.0", "Initial commit"],
    );
    assert.deepEqual(Object.keys(await files("renovate-config", "tags/v1.0.0")), ["default.json"]);
  });

  it("does nothing the second time", async () => {
    const before = await world.dump();
    assert.deepEqual(outcomes(await publish()), ["current", "current", "current"]);
    assert.deepEqual(await world.dump(), before);
  });

  it("refuses another content under a version that is published, and publishes nothing then", async () => {
    world.write("templates/base/template/more", "");
    world.write("templates/versions.yaml", "base: 1.0.0\nbackend: 1.1.0\nrenovate-config: 1.0.0\n");
    const { code, stderr } = await world.fairway(["templates", "publish"]);
    assert.equal(code, 1);
    assert.match(stderr, /base: its content is not what was published as 1\.0\.0; raise its version/);
    assert.deepEqual(await tags("backend-template"), ["refs/tags/v1.0.0"]);
  });

  it("publishes the next version, and says what was before", async () => {
    world.write("templates/versions.yaml", "base: 1.10.0\nbackend: 1.0.0\nrenovate-config: 1.0.0\n");
    const [base, backend] = await publish("base", "backend");
    assert.deepEqual(base, {
      name: "base",
      repository: "base-template",
      version: "1.10.0",
      outcome: "published",
      before: "1.0.0",
    });
    assert.equal(backend?.outcome, "current");
    assert.ok("template/more" in (await files("base-template", "tags/v1.10.0")));
    assert.ok(!("template/more" in (await files("base-template", "tags/v1.0.0"))));
  });

  it("refuses a version below the latest", async () => {
    world.write("templates/versions.yaml", "base: 1.9.0\nbackend: 1.0.0\nrenovate-config: 1.0.0\n");
    const { code, stderr } = await world.fairway(["templates", "publish", "base"]);
    assert.equal(code, 1);
    assert.match(stderr, /base: 1\.9\.0 is lower than 1\.10\.0, which is published already/);
  });

  it("says all that is wrong with the versions at once, each with its line", async () => {
    world.write("templates/versions.yaml", "bass: 1.0.0\nbackend: latest\n");
    const { code, stderr } = await world.fairway(["templates", "publish"]);
    assert.equal(code, 2);
    assert.match(stderr, /versions\.yaml:2:10 `backend` is not a version such as `1\.2\.0`/);
    world.write("templates/versions.yaml", "bass: 1.0.0\nbackend: 1.0.0\nrenovate-config: 1.0.0\n");
    const next = await world.fairway(["templates", "publish"]);
    assert.equal(next.code, 2);
    assert.match(next.stderr, /versions\.yaml:1:1 `bass` is not among .*; did you mean `base`\?/);
    assert.match(next.stderr, /`base` of the standard's `scaffolding` has no version here/);
  });

  it("knows the templates by name", async () => {
    world.write("templates/versions.yaml", "base: 1.10.0\nbackend: 1.0.0\nrenovate-config: 1.0.0\n");
    const { code, stderr } = await world.fairway(["templates", "publish", "bass"]);
    assert.equal(code, 2);
    assert.match(stderr, /There is no template `bass`; did you mean `base`\?/);
  });
});
