import assert from "node:assert/strict";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";

const standard = (ruleset: string) => `
gates: {removals: 1}
defaults: {rulesets: {guard: {include: [~DEFAULT_BRANCH], rules: {deletion: true${ruleset}}}}}
archetypes: {plain: {summary: Nothing of its own}}
`;

describe("fairway up, at its gates", function () {
  this.timeout(300_000);
  let world: TestWorld;

  before(async () => {
    const entry = "archetype: plain\n";
    const entries = Object.fromEntries(["a", "b", "c"].map(name => [`${name}/repo.yaml`, entry]));
    const repos = { "standard.yaml": standard(", non_fast_forward: true"), ...entries };
    world = await TestWorld.start({ repos, config: quick });
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
  });
  after(() => world.close());

  const stays = async (args: readonly string[], says: RegExp) => {
    const before = await world.dump();
    const { code, stderr } = await world.fairway(["up", "--yes", ...args]);
    assert.equal(code, 1);
    assert.match(stderr, says);
    assert.deepEqual(await world.dump(), before);
  };

  it("does nothing where more would go than the standard allows, until all are named", async () => {
    for (const name of ["a", "b"]) world.remove(`repos/${name}`);
    const says = /2 would be removed[\s\S]*a, b[\s\S]*Nothing was done[\s\S]*--remove a b/;
    assert.match((await world.fairway(["preview"])).stderr, /2 would be removed[\s\S]*--remove a b/);
    await stays([], says);
    const { code, stderr } = await world.fairway(["up", "--yes", "--remove", "a", "b"]);
    assert.equal(code, 0, stderr);
  });

  it("does nothing where protection gets weaker, until that is said", async () => {
    world.write("repos/standard.yaml", standard(""));
    // Nor does drift that is put back bring it about by the way.
    const before = await world.dump();
    assert.equal((await world.fairway(["drift", "--heal"])).code, 3);
    assert.deepEqual(await world.dump(), before);
    await stays([], /weaker protection than before: c\/ruleset\/guard[\s\S]*--allow-weaker/);
    const { code, stderr } = await world.fairway(["up", "--yes", "--allow-weaker"]);
    assert.equal(code, 0, stderr);
  });

  it("shows nobody what was hidden, until that is said, be it declared so or hidden by hand", async () => {
    world.write("repos/c/repo.yaml", "archetype: plain\nvisibility: public\n");
    await stays([], /would become public, with all their history: c[\s\S]*--allow-public/);
    const shown = await world.fairway(["up", "--yes", "--allow-public"]);
    assert.equal(shown.code, 0, shown.stderr);
    await world.github.rest.repos.update({ owner: "acme", repo: "c", visibility: "private" });
    const { code, stdout } = await world.fairway(["drift", "--heal"]);
    assert.equal(code, 3);
    assert.match(stdout, /c.*: hidden by hand, .*--allow-public/);
    assert.equal(
      (await world.github.rest.repos.get({ owner: "acme", repo: "c" })).data.visibility,
      "private",
    );
    await stays(["--refresh"], /would become public/);
    assert.equal((await world.fairway(["up", "--yes", "--refresh", "--allow-public"])).code, 0);
    assert.equal((await world.github.rest.repos.get({ owner: "acme", repo: "c" })).data.visibility, "public");
  });

  it("puts back what somebody has made stricter by hand without being told twice", async () => {
    const of = { owner: "acme", repo: "c" };
    const { data: rulesets } = await world.github.rest.repos.getRepoRulesets(of);
    const [{ id: ruleset_id = 0 } = {}] = rulesets;
    await world.github.rest.repos.updateRepoRuleset({
      ...of,
      ruleset_id,
      rules: [{ type: "deletion" }, { type: "non_fast_forward" }],
    });
    const { stdout, stderr } = await world.fairway(["drift", "--heal"]);
    assert.match(stdout, /all put back/, stderr);
  });
});
