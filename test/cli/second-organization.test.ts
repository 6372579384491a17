import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse, stringify } from "yaml";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("A second organisation", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let refusal: string;

  before(async () => {
    const standard = `${smallStandard}\nstages: [{name: live, branch: main}]\n`;
    const repos = { "standard.yaml": standard, "alpha/repo.yaml": entry() };
    const config = { "github:writeDelayMs": "1", "github:parallelRequests": "true" };
    world = await TestWorld.start({ repos, config });
    const access = { eks: { name: "acme-live", region: "eu-central-1" } };
    const flux = { version: "2.7.5", manifests: "install.yaml" };
    const cluster = { platform: "eks", stage: "live", access, flux };
    world.write("stacks/Pulumi.far.yaml", stringify({ config: { "fairway:cluster": cluster } }));
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
    await world.control("PUT", "/organizations/other");
    await world.github.rest.repos.createInOrg({ org: "other", name: "beta", auto_init: true });
  });
  after(() => world.close());

  function files(): Readonly<Record<string, string>> {
    const all = readdirSync(world.project, { recursive: true, withFileTypes: true });
    const paths = all.filter(one => one.isFile()).map(({ parentPath, name }) => join(parentPath, name));
    return Object.fromEntries(paths.sort().map(path => [path, readFileSync(path, "utf8")]));
  }

  it("is not taken into the stack of the first one, and not a file is touched", async () => {
    const before = files();
    for (const what of [["--all"], ["--all", "--repos", join(world.project, "elsewhere")]]) {
      const { code, stderr } = await world.fairway(["import", ...what, "--organization", "other"]);
      assert.equal(code, 2, stderr);
      assert.match(stderr, /The stack `github` holds the organisation `acme`/);
      assert.deepEqual(files(), before);
      refusal = stderr;
    }
  });

  it("gets a stack of its own in the way that the refusal tells", async () => {
    const [, from = "", to = ""] = /copy (\S+) to (\S+),/.exec(refusal) ?? [];
    const { encryptionsalt, ...content } = parse(readFileSync(join(world.project, from), "utf8"));
    assert.ok(encryptionsalt);
    content.config["github:owner"] = "other";
    world.write(to, stringify(content));
    const [, stack = ""] = /--stack (\S+)\./.exec(refusal) ?? [];
    const options = ["--stack", stack, "--repos", join(world.project, "elsewhere")];
    const { code, stderr } = await world.fairway(["import", "--all", ...options]);
    assert.equal(code, 0, stderr);
    assert.equal((await world.fairway(["preview", "--refresh", "--expect-no-changes", ...options])).code, 0);
    assert.equal((await world.fairway(["preview", "--expect-no-changes"])).code, 0);
  });

  it("gets one as the docs say it too, beside the clusters of the first one", async () => {
    const first = join(world.project, "stacks/Pulumi.github.yaml");
    const { encryptionsalt: _, ...content } = parse(readFileSync(first, "utf8"));
    content.config["github:owner"] = "other";
    world.write("stacks/Pulumi.small.yaml", stringify(content));
    const place = ["--stack", "small", "--repos", "repos-small"];
    const imported = await world.fairway(["import", "--all", ...place]);
    assert.equal(imported.code, 0, imported.stderr);
    const preview = await world.fairway(["preview", "--refresh", "--expect-no-changes", ...place]);
    assert.equal(preview.code, 0, preview.stderr);
    assert.match((await world.fairway(["validate"])).stdout, /^1 repository, 1 cluster, no problems\.$/);
    const validated = await world.fairway(["validate", "--repos", "repos-small"]);
    assert.match(validated.stdout, /^1 repository, no problems\.$/);
    const found = JSON.parse((await world.fairway(["doctor", "--json", ...place])).stdout);
    const catalogue = found.find(({ name }: { name: string }) => name === "catalogue");
    assert.deepEqual(catalogue, {
      name: "catalogue",
      outcome: "ok",
      detail: "1 repository",
    });
  });

  it("knows a repository whatever the case of its name", async () => {
    const options = ["--stack", "other", "--repos", join(world.project, "elsewhere"), "--json"];
    const { code, stdout, stderr } = await world.fairway(["import", "BETA", "Beta", ...options]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).written, []);
  });

  it("is told apart from the first one in another spelling", async () => {
    const { code, stderr } = await world.fairway(["preview", "--organization", "Acme"]);
    assert.equal(code, 2);
    assert.match(stderr, /holds the organisation as `acme`; write its name so/);
  });
});
