import assert from "node:assert/strict";
import { type Difference, type DriftReport, drift, heal } from "../../src/loop/drift.ts";
import { kinds } from "../../src/repository/desired.ts";
import { targetOf } from "../support/target.ts";
import type { Finished, TestWorld } from "../support/world.ts";
import { comparable } from "./comparable.ts";
import { startSmallOrganization } from "./small-organization.ts";

describe("What somebody deleted as a whole", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let declared: unknown;

  before(async () => {
    world = await startSmallOrganization();
    assert.equal((await world.fairway(["up", "--yes"])).code, 0);
    declared = comparable(await world.dump());
  });
  after(() => world.close());

  async function healed(): Promise<DriftReport> {
    const target = await targetOf(world);
    return await heal(await drift({ target }), { target });
  }

  async function remove(repo: string): Promise<void> {
    await world.github.rest.repos.delete({ owner: world.organization, repo });
  }

  async function isAsDeclared(): Promise<void> {
    assert.deepEqual(comparable(await world.dump()), declared);
    const after = await world.fairway(["drift"]);
    assert.equal(after.code, 0, after.stdout + after.stderr);
  }

  describe("repositories with one of every kind of thing between them", () => {
    let found: Finished;
    let differences: readonly Difference[];

    before(async () => {
      await remove("alpha");
      await remove("beta");
      found = await world.fairway(["drift", "--json"]);
      differences = JSON.parse(found.stdout || "{}").differences ?? [];
    });

    it("are found, and nothing fails for it", () => {
      assert.equal(found.code, 3, found.stderr);
      for (const repository of ["alpha", "beta"]) {
        const whole = differences.find(one => one.repository === repository && one.kind === "repository");
        assert.deepEqual([whole?.property, whole?.found], [undefined, null]);
      }
    });

    it("are all that is found, with every kind of thing in them", () => {
      assert.deepEqual(new Set(differences.map(({ repository }) => repository)), new Set(["alpha", "beta"]));
      assert.deepEqual(
        differences.filter(one => one.found !== null || one.property !== undefined),
        [],
      );
      assert.deepEqual(
        [...new Set(differences.map(({ kind }) => kind))].toSorted(),
        Object.keys(kinds)
          .filter(kind => kinds[kind as keyof typeof kinds].authorship !== "once")
          .toSorted(),
      );
    });

    it("are shown by a preview as well", async () => {
      const preview = await world.fairway(["preview", "--refresh", "--expect-no-changes"]);
      assert.equal(preview.code, 3, preview.stderr);
      assert.match(preview.stdout, /alpha\n.*lost at GitHub, made anew and empty, with /);
    });

    it("are left alone by healing, which puts everything else back and says what to do", async () => {
      const label = { owner: world.organization, repo: "gamma", name: "keep" };
      await world.github.rest.issues.updateLabel({ ...label, color: "ffffff" });
      const { code, stdout, stderr } = await world.fairway(["drift", "--heal"]);
      assert.equal(code, 3, stderr);
      const page = `${world.server.url}/organizations/acme/settings/deleted_repositories`;
      assert.ok(
        stdout.includes(`restore them at ${page}, or \`fairway up --refresh\` makes them anew`),
        stdout,
      );
      assert.equal((await world.github.rest.issues.getLabel(label)).data.color, "111111");
      const { data } = await world.github.rest.repos.listForOrg({ org: world.organization });
      assert.deepEqual(
        data.map(({ name }) => name),
        ["gamma"],
      );
    });

    it("are left alone where nothing else differs, and as often as it is tried", async () => {
      const { lost, differences: all, left } = await healed();
      const repositories = lost.map(({ repository }) => repository);
      assert.deepEqual([repositories, left], [["alpha", "beta"], all]);
      assert.deepEqual(
        all.map(({ repository, kind, key }) => [repository, kind, key]),
        differences.map(({ repository, kind, key }) => [repository, kind, key]),
      );
    });

    it("are made anew with all they had by an `up` that is told to look", async () => {
      const { code, stderr } = await world.fairway(["up", "--refresh", "--yes"]);
      assert.equal(code, 0, stderr);
      await isAsDeclared();
    });
  });

  it("is put in shape where somebody made it again under its name", async () => {
    await remove("alpha");
    await world.github.rest.repos.createInOrg({ org: world.organization, name: "alpha", auto_init: true });
    const { differences, left } = await healed();
    assert.deepEqual(new Set(differences.map(({ repository }) => repository)), new Set(["alpha"]));
    assert.ok(differences.some(({ kind, key }) => kind === "ruleset" && key === "default-branch"));
    assert.deepEqual(left, []);
    await isAsDeclared();
  });

  it("is made anew where it is a team, and has its access and its part in rules again", async () => {
    await world.github.rest.teams.deleteInOrg({ org: world.organization, team_slug: "release" });
    const { differences, left } = await healed();
    assert.deepEqual([...new Set(differences.map(({ kind }) => kind))].toSorted(), [
      "branchProtection",
      "collaborators",
      "ruleset",
      "team",
    ]);
    assert.deepEqual(left, []);
    await isAsDeclared();
  });

  it("is made anew where it is the definition of a custom property, and repositories have their values again", async () => {
    await world.github.request("DELETE /orgs/{org}/properties/schema/{custom_property_name}", {
      org: world.organization,
      custom_property_name: "tier",
    });
    const { differences, left } = await healed();
    assert.deepEqual(
      differences.map(({ organization, repository, kind, found }) => [
        organization ?? repository,
        kind,
        found,
      ]),
      ["acme", "alpha", "beta", "gamma"].map(owner => [owner, "property", null]),
    );
    assert.deepEqual(left, []);
    await isAsDeclared();
  });
});
