import assert from "node:assert/strict";
import type { DriftDocument } from "../../src/report/json.ts";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";

const standard = `
teams: {payments: {}, platform: {}, search: {}}
defaults: {labels: {bug: {color: "d73a4a"}, "good first issue": {color: "7057ff"}}}
archetypes: {service: {}}
`;

const money = `
archetype: service
access: {teams: {platform: admin, payments: maintain}}
rulesets: {main: {include: [~DEFAULT_BRANCH], bypass: [{team: platform}], rules: {deletion: true}}}
`;

describe("Drift among things that have names", function () {
  this.timeout(300_000);
  let world: TestWorld;
  const of = { owner: "acme", repo: "money" };

  before(async () => {
    world = await TestWorld.start({
      repos: { "standard.yaml": standard, "money/repo.yaml": money },
      config: quick,
    });
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
  });
  after(() => world.close());

  async function grant(team_slug: string, permission: string): Promise<void> {
    await world.github.rest.teams.addOrUpdateRepoPermissionsInOrg({
      ...of,
      org: "acme",
      team_slug,
      permission,
    });
  }

  async function differences(how: readonly string[]): Promise<readonly unknown[]> {
    const { stdout } = await world.fairway(["drift", "--json", ...how]);
    const document = JSON.parse(stdout) as DriftDocument;
    return document.differences.map(({ kind, property, declared, found }) => [
      kind,
      property,
      declared,
      found,
    ]);
  }

  it("names a team more, and nothing of those beside it", async () => {
    await grant("search", "admin");
    for (const how of [[], ["--full"]])
      assert.deepEqual(await differences(how), [["collaborators", "teams.search.permission", null, "admin"]]);
  });

  it("names what is otherwise by its own name, in a preview as well", async () => {
    await grant("payments", "pull");
    await world.github.rest.issues.updateLabel({ ...of, name: "good first issue", color: "ffffff" });
    const { data: rulesets } = await world.github.rest.repos.getRepoRulesets(of);
    await world.github.rest.repos.updateRepoRuleset({
      ...of,
      ruleset_id: Number(rulesets[0]?.id),
      bypass_actors: [{ actor_type: "OrganizationAdmin", actor_id: 1, bypass_mode: "always" }],
    });
    const { data: platform } = await world.github.rest.teams.getByName({
      org: "acme",
      team_slug: "platform",
    });
    assert.deepEqual(await differences([]), [
      ["collaborators", "teams.payments.permission", "maintain", "pull"],
      ["collaborators", "teams.search.permission", null, "admin"],
      ["labels", 'labels["good first issue"].color', "7057ff", "ffffff"],
      ["ruleset", "bypassActors.OrganizationAdmin.bypassMode", null, "always"],
      ["ruleset", `bypassActors["Team ${platform.id}"].bypassMode`, "always", null],
    ]);
    const { stdout } = await world.fairway(["preview", "--refresh"]);
    assert.match(
      stdout,
      /teams\.payments\.permission: pull → maintain\n.*teams\.search\.permission: admin → none/,
    );
    assert.match(stdout, /wider access: payments gets maintain\n/);
  });

  it("is put back", async () => {
    const { code, stderr } = await world.fairway(["drift", "--heal"]);
    assert.equal(code, 0, stderr);
    assert.deepEqual(await differences(["--full"]), []);
  });
});
