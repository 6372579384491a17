import assert from "node:assert/strict";
import { RequestError } from "octokit";
import { connect } from "../../src/github/api.ts";
import { TestWorld } from "../support/world.ts";

describe("A client that meets a rate limit", () => {
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start();
  });
  after(() => world.close());
  beforeEach(() =>
    world.control("PUT", "/faults", [{ path: "/user$", nth: 1, action: "primary-limit", seconds: 2 }]),
  );

  it("waits for its end where it has the patience", async () => {
    const api = await connect(world.environment, 5);
    assert.equal((await api.rest.users.getAuthenticated()).status, 200);
  });

  it("says so where it lasts longer", async () => {
    const api = await connect(world.environment, 1);
    await assert.rejects(
      api.rest.users.getAuthenticated(),
      (error: unknown) => error instanceof RequestError && error.status === 403,
    );
  });
});
