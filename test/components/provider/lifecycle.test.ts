import assert from "node:assert/strict";
import type { Difference } from "../../../src/loop/drift.ts";
import { TestWorld } from "../../support/world.ts";

const standard = "archetypes: { library: {} }\n";

describe("a repository that was renamed by hand", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start({
      repos: { "standard.yaml": standard, "shop/repo.yaml": "archetype: library\n" },
      config: { "github:parallelRequests": "true", "github:writeDelayMs": "0" },
    });
    const up = await world.fairway(["up", "--yes"]);
    assert.equal(up.code, 0, up.stderr + up.stdout);
    await world.github.request("PATCH /repos/{owner}/{repo}", { owner: "acme", repo: "shop", name: "store" });
  });
  after(() => world.close());

  it("is found by drift, although its old name still leads to it", async () => {
    const drift = await world.fairway(["drift", "--json"]);
    assert.equal(drift.code, 3, drift.stderr);
    const { differences } = JSON.parse(drift.stdout) as { differences: Difference[] };
    assert.deepEqual(
      differences.map(({ after: _, ...difference }) => difference),
      [{ repository: "shop", kind: "lifecycle", property: "repository", declared: "shop", found: "store" }],
    );
  });

  it("gets its name back", async () => {
    const healed = await world.fairway(["drift", "--heal"]);
    assert.equal(healed.code, 0, healed.stderr + healed.stdout);
    const { data } = await world.github.request("GET /orgs/{org}/repos", { org: "acme" });
    assert.deepEqual(
      data.map(({ name }: { name: string }) => name),
      ["shop"],
    );
  });
});

describe("a repository that was transferred by hand", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start({
      repos: {
        "standard.yaml": standard,
        "shop/repo.yaml": 'archetype: library\nlabels: {keep: {color: "111111"}}\n',
      },
      config: { "github:parallelRequests": "true", "github:writeDelayMs": "0" },
    });
    const up = await world.fairway(["up", "--yes"]);
    assert.equal(up.code, 0, up.stderr + up.stdout);
    await world.control("PUT", "/organizations/other");
    await world.github.rest.repos.transfer({ owner: "acme", repo: "shop", new_owner: "other" });
  });
  after(() => world.close());

  it("is found by drift, although its former place still leads to it", async () => {
    const drift = await world.fairway(["drift"]);
    assert.equal(drift.code, 3, drift.stderr);
    assert.match(drift.stdout, /lifecycle: declared, and not there/);
  });

  it("is left by healing as its new owner wants it", async () => {
    const label = { owner: "other", repo: "shop", name: "keep" };
    await world.github.rest.issues.updateLabel({ ...label, color: "222222" });
    const { code, stdout, stderr } = await world.fairway(["drift", "--heal"]);
    assert.equal(code, 3, stderr);
    assert.match(stdout, /shop.*: transferred, and left to the new owner\./);
    assert.equal((await world.github.rest.issues.getLabel(label)).data.color, "222222");
  });

  it("is nobody's to archive here when its entry goes", async () => {
    world.remove("repos/shop");
    const up = await world.fairway(["up", "--yes"]);
    assert.equal(up.code, 0, up.stderr + up.stdout);
    assert.equal((await world.github.rest.repos.get({ owner: "other", repo: "shop" })).data.archived, false);
  });
});
