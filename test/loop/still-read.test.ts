import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { deployKeyTitle } from "../../src/cluster/deploy-key-title.ts";
import { publicHalf } from "../../src/github/deploy-keys.ts";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";

const standard = "archetypes: {plain: {summary: Nothing of its own}}\n";
const of = { owner: "acme", repo: "shop-deploy" };

describe("A repository that a cluster still reads", function () {
  this.timeout(300_000);
  let world: TestWorld;

  before(async () => {
    const entry = "archetype: plain\n";
    const repos = { "standard.yaml": standard, "shop-deploy/repo.yaml": entry, "other/repo.yaml": entry };
    world = await TestWorld.start({ repos, config: quick });
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
    const key = publicHalf(generateKeyPairSync("ed25519").privateKey);
    await world.github.rest.repos.createDeployKey({ ...of, title: deployKeyTitle("prelive"), key });
  });
  after(() => world.close());

  for (const [way, change] of Object.entries({
    "its entry goes": () => world.remove("repos/shop-deploy"),
    "it is archived": () => world.write("repos/shop-deploy/repo.yaml", "archetype: plain\narchived: true\n"),
  })) {
    it(`stays, with everything else, where ${way}; a preview says so`, async () => {
      change();
      world.write("repos/other/repo.yaml", "archetype: plain\ndescription: Something else\n");
      const previewed = await world.fairway(["preview"]);
      assert.equal(previewed.code, 0);
      assert.match(previewed.stderr, /acme\/shop-deploy is still read by prelive/);
      const before = await world.dump();
      const { code, stderr } = await world.fairway(["up", "--yes"]);
      assert.equal(code, 1);
      assert.match(
        stderr,
        /still read by prelive[\s\S]*`fairway up --stack prelive`[\s\S]*Nothing was done\./,
      );
      assert.deepEqual(await world.dump(), before);
    });
  }

  it("goes once no cluster reads it", async () => {
    const { data: keys } = await world.github.rest.repos.listDeployKeys(of);
    for (const { id: key_id } of keys) await world.github.rest.repos.deleteDeployKey({ ...of, key_id });
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.equal((await world.github.rest.repos.get(of)).data.archived, true);
  });
});
