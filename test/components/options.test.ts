import assert from "node:assert/strict";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { findProject } from "../../src/engine/project.ts";
import { exportState } from "../../src/engine/state.ts";
import { openTarget } from "../../src/loop/target.ts";
import { TestWorld } from "../support/world.ts";

interface Stored {
  readonly urn: string;
  readonly retainOnDelete?: boolean;
  readonly deletedWith?: string;
  readonly dependencies?: readonly string[];
}

/** Mocks see no options, so they are read where the engine keeps them. */
describe("what the engine is told beside the arguments", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let resources: readonly Stored[];

  before(async () => {
    world = await TestWorld.start({
      repos: {
        "standard.yaml":
          "teams: { core: {} }\nproperties: { tier: { type: string } }\narchetypes: { library: { team: core } }\n",
        "shop/repo.yaml":
          "archetype: library\nsecurity: { dependabot_alerts: true, dependabot_updates: true, immutable_releases: true }\n" +
          "labels: { bug: { color: d73a4a } }\nproperties: { tier: gold }\n" +
          'rulesets: { main: { include: ["~DEFAULT_BRANCH"], rules: { deletion: true } } }\n',
      },
      config: { "github:parallelRequests": "true", "github:writeDelayMs": "0" },
    });
    const up = await world.fairway(["up", "--yes", "--allow-weaker"]);
    assert.equal(up.code, 0, up.stderr + up.stdout);
    const project = findProject(world.project);
    const catalogue = await loadCatalogue(`${world.project}/repos`);
    const open = await openTarget({ project, stack: "github", organization: "acme", catalogue });
    resources = (await exportState(open)).deployment.resources as unknown as readonly Stored[];
  });
  after(() => world.close());

  const named = (name: string) => resources.find(({ urn }) => urn.endsWith(`::${name}`));

  it("never to delete a repository: its lifecycle does what the entry says", () => {
    assert.equal(named("shop/repository")?.retainOnDelete, true);
    assert.ok(!named("shop/lifecycle")?.retainOnDelete);
    assert.ok(!named("shop/lifecycle")?.deletedWith);
  });

  it("never to delete a team", () => {
    assert.equal(named("acme/team/core")?.retainOnDelete, true);
  });

  it("that everything in a repository goes, or stays, with it", () => {
    const inside = resources.filter(
      ({ urn }) => urn.includes("::shop/") && !/(repository|lifecycle)$/.test(urn),
    );
    assert.ok(inside.length > 5);
    for (const { urn, deletedWith } of inside) assert.equal(deletedWith, named("shop/repository")?.urn, urn);
  });

  it("to leave what stays at GitHub when it is no longer declared, and the plan says so", async () => {
    world.write("repos/shop/repo.yaml", "archetype: library\n");
    const { stdout } = await world.fairway(["preview", "--json"]);
    const changes = JSON.parse(stdout).changes as readonly Record<"kind" | "effect", string>[];
    assert.deepEqual(
      changes.map(({ kind, effect }) => `${kind} ${effect}`),
      [
        "dependabotAlerts forgotten",
        "dependabotUpdates forgotten",
        "immutableReleases forgotten",
        "labels forgotten",
        "property deleted",
        "ruleset deleted",
      ],
    );
    const up = await world.fairway(["up", "--yes", "--allow-weaker"]);
    assert.equal(up.code, 0, up.stderr + up.stdout);
    const shop = { owner: "acme", repo: "shop" };
    await world.github.rest.issues.getLabel({ ...shop, name: "bug" });
    const { data } = await world.github.request("GET /repos/{owner}/{repo}/immutable-releases", shop);
    assert.equal(data.enabled, true);
  });

  it("what GitHub wants in place first", () => {
    const needed = (name: string) => named(name)?.dependencies ?? [];
    assert.ok(needed("shop/dependabotUpdates").includes(String(named("shop/dependabotAlerts")?.urn)));
    assert.ok(needed("shop/ruleset/main").includes(String(named("shop/defaultBranch")?.urn)));
    assert.ok(needed("shop/property/tier").includes(String(named("acme/property/tier")?.urn)));
    assert.ok(needed("shop/topics").includes(String(named("shop/repository")?.urn)));
  });
});
