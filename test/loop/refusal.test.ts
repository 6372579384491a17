import { deepStrictEqual, match } from "node:assert/strict";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("A change that GitHub refuses", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start({
      config: { "github:writeDelayMs": "0", "github:parallelRequests": "true" },
      repos: {
        "standard.yaml": smallStandard,
        "alpha/repo.yaml": entry("description: First"),
        "beta/repo.yaml": entry("description: Second"),
      },
    });
    deepStrictEqual((await world.fairway(["up", "--yes"])).code, 0);
  });
  after(() => world.close());

  it("removes nothing that depends on it, and keeps nothing else back", async () => {
    const path = "/repos/acme/alpha$";
    const body = { message: "Not today" };
    await world.control("PUT", "/faults", [
      { method: "PATCH", path, times: 10, action: "status", status: 422, body },
    ]);
    world.write("repos/alpha/repo.yaml", entry("description: Another"));
    world.write("repos/beta/repo.yaml", entry("description: Another"));
    await world.resetCalls();
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    deepStrictEqual(code, 1);
    match(stderr, /alpha, repository: .*422 Not today/);
    const { calls } = (await world.calls()) as unknown as { calls: Record<string, number> };
    deepStrictEqual(
      Object.keys(calls).filter(call => call.startsWith("DELETE")),
      [],
    );
    const { data: alpha } = await world.github.rest.repos.get({ owner: "acme", repo: "alpha" });
    deepStrictEqual(alpha.archived, false);
    const { data: beta } = await world.github.rest.repos.get({ owner: "acme", repo: "beta" });
    deepStrictEqual(beta.description, "Another");
    await world.control("DELETE", "/faults");
    deepStrictEqual((await world.fairway(["up", "--yes"])).code, 0);
    deepStrictEqual((await world.fairway(["preview", "--refresh", "--expect-no-changes"])).code, 0);
  });
});
