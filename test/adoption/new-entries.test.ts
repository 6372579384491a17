import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { TestWorld } from "../support/world.ts";

/** Asks for reviews and checks in a ruleset, as most standards do. */
const standard = `
defaults:
  rulesets:
    default-branch:
      include: [~DEFAULT_BRANCH]
      rules: {deletion: true}
  reviews: {approvals: 1}
archetypes:
  docs: {summary: Mostly prose, checks: [links]}
`;

/** With a property of which GitHub knows another value. */
const withProperty = `${standard}
properties:
  tier: {type: single_select, values: [standard, critical]}
`.replace("checks: [links]", "$&, properties: {tier: standard}");

describe("An entry that import writes", function () {
  this.timeout(600_000);
  let world: TestWorld;

  beforeEach(async () => {
    const config = { "github:writeDelayMs": "1", "github:parallelRequests": "true" };
    world = await TestWorld.start({ repos: { "standard.yaml": standard }, config });
    await world.github.rest.repos.createInOrg({ org: "acme", name: "shadow", auto_init: true });
  });
  afterEach(() => world.close());

  const file = (path: string) => join(world.project, "repos", path);

  it("turns off what would stand in a ruleset that the repository does not have", async () => {
    const { code, stderr } = await world.fairway(["import", "shadow"]);
    assert.equal(code, 0, stderr);
    const written = parse(readFileSync(file("shadow/repo.yaml"), "utf8"));
    assert.deepEqual(written.rulesets, { "default-branch": null });
    assert.equal(written.checks, null);
    assert.equal(written.reviews, null);
    assert.equal((await world.fairway(["validate"])).code, 0);
    const again = await world.fairway(["import", "Shadow"]);
    assert.equal(again.code, 0, again.stderr);
    assert.match(again.stdout, /^shadow is in the catalogue already\.\n\n0 entries written,/);
  });

  it("is not written, nor anything else, where the catalogue would not be valid with it", async () => {
    world.write("repos/standard.yaml", withProperty);
    await world.github.request("PATCH /orgs/{org}/properties/schema", {
      org: "acme",
      properties: [{ property_name: "tier", value_type: "single_select", allowed_values: ["legacy"] }],
    });
    await world.github.request("PATCH /repos/{owner}/{repo}/properties/values", {
      owner: "acme",
      repo: "shadow",
      properties: [{ property_name: "tier", value: "legacy" }],
    });
    await world.github.rest.teams.create({ org: "acme", name: "found" });
    const { code, stderr } = await world.fairway(["import", "--all"]);
    assert.equal(code, 1, stderr);
    assert.match(stderr, /^Nothing was written, since the entry of `shadow` would not be valid:$/m);
    assert.match(stderr, /repos\/shadow\/repo\.yaml:\d+:\d+ .*legacy/);
    assert.equal(existsSync(file("shadow")), false);
    assert.equal(readFileSync(file("standard.yaml"), "utf8"), withProperty);
  });
});
