import assert from "node:assert/strict";
import { readBranchProtection, TooManyActors } from "../../src/github/branch-protection.ts";
import { TestWorld } from "../support/world.ts";

describe("Classic branch protection, as it is read", () => {
  let world: TestWorld;
  const people = Array.from({ length: 101 }, (_, number) => `person-${number}`);

  before(async () => {
    world = await TestWorld.start();
    for (const person of people) await world.control("PUT", `/organizations/acme/members/${person}`, {});
    await world.github.rest.repos.createInOrg({ org: "acme", name: "alpha", auto_init: true });
  });
  after(() => world.close());

  async function allow(users: readonly string[]): Promise<void> {
    await world.github.rest.repos.updateBranchProtection({
      owner: "acme",
      repo: "alpha",
      branch: "main",
      required_status_checks: null,
      enforce_admins: null,
      required_pull_request_reviews: null,
      restrictions: { users: [...users], teams: [], apps: [] },
    });
  }

  it("has everybody whom a rule names", async () => {
    await allow(people.slice(0, 100));
    const [rule] = await readBranchProtection(world.github, "acme", "alpha");
    assert.equal(rule?.push.users.length, 100);
  });

  it("is refused where GitHub tells a part of them only", async () => {
    await allow(people);
    await assert.rejects(readBranchProtection(world.github, "acme", "alpha"), (error: Error) => {
      assert.ok(error instanceof TooManyActors);
      assert.match(error.message, /`main` of acme\/alpha names more than 100/);
      return true;
    });
  });
});
