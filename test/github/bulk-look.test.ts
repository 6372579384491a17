import assert from "node:assert/strict";
import { lookInBulk } from "../../src/github/bulk-look.ts";
import { LiveOrganization } from "../../src/github/live-organization.ts";
import { TestWorld } from "../support/world.ts";

describe("A look in bulk that is answered in part", () => {
  let world: TestWorld;
  let live: LiveOrganization;

  beforeEach(async () => {
    world = await TestWorld.start();
    for (const name of ["alpha", "beta", "gamma"])
      await world.github.rest.repos.createInOrg({ org: world.organization, name });
    live = new LiveOrganization(world.github, world.organization);
    await live.repositories;
  });
  afterEach(() => world.close());

  it("leaves to a look of its own what is gone since it was listed, and tells of the rest", async () => {
    await world.github.rest.repos.delete({ owner: world.organization, repo: "beta" });
    const { repositories, unclear } = await lookInBulk(world.github, live);
    assert.deepEqual([...unclear], ["beta"]);
    await world.resetCalls();
    assert.deepEqual(await repositories.get("gamma")?.rulesets, []);
    assert.equal((await world.calls()).reads, 0);
  });

  it("fails where the error is about the whole of it", async () => {
    const nothing = { data: null, errors: [{ message: "Something went wrong" }] };
    world.github.hook.after("request", (response, { url }) => {
      if (url.endsWith("/graphql")) response.data = nothing;
    });
    await assert.rejects(lookInBulk(world.github, live), /Something went wrong/);
  });
});
