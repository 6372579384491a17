import assert from "node:assert/strict";
import type { DriftDocument } from "../../src/report/json.ts";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";

const entry = "archetype: plain\n";

describe("Repositories in no entry", function () {
  this.timeout(300_000);
  let world: TestWorld;

  before(async () => {
    const repos = {
      "standard.yaml": "archetypes: {plain: {}}\n",
      "shop/repo.yaml": entry,
      "till/repo.yaml": entry,
    };
    world = await TestWorld.start({ repos, config: quick });
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
  });
  after(() => world.close());

  const undeclared = async (...how: readonly string[]) => {
    const { stdout } = await world.fairway(["drift", "--json", ...how]);
    return (JSON.parse(stdout) as DriftDocument).undeclared;
  };

  it("are named, archived ones left out, and are no differences", async () => {
    for (const name of ["shadow", "attic"]) await world.github.rest.repos.createInOrg({ org: "acme", name });
    await world.github.rest.repos.update({ owner: "acme", repo: "attic", archived: true });
    const { code, stdout, stderr } = await world.fairway(["drift"]);
    assert.equal(code, 0, stderr);
    assert.match(
      stdout,
      /^Everything is .*\n\n1 repository is in no entry: shadow \(`fairway import shadow`\)\.\n/,
    );
    assert.deepEqual(await undeclared("--full"), ["shadow"]);
  });

  it("are none whose entry has just gone or has another name, or that have another name by hand", async () => {
    world.remove("repos/shop");
    world.write("repos/store/repo.yaml", `${entry}formerly: shop\n`);
    assert.deepEqual(await undeclared(), ["shadow"]);
    world.remove("repos/store");
    assert.deepEqual(await undeclared(), ["shadow"]);
    await world.github.rest.repos.update({ owner: "acme", repo: "till", name: "counter" });
    assert.deepEqual(await undeclared(), ["shadow"]);
  });
});
