import { deepStrictEqual, doesNotMatch, match } from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { DriftDocument } from "../../src/report/json.ts";
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

  describe("leaves what was done all the same on the terminal and the run's page", () => {
    before(async () => {
      for (const repo of ["alpha", "beta"]) world.write(`repos/${repo}/repo.yaml`, entry("description: Own"));
      deepStrictEqual((await world.fairway(["up", "--yes"])).code, 0);
      for (const repo of ["alpha", "beta"])
        await world.github.rest.repos.update({ owner: "acme", repo, description: "By hand" });
      const body = { message: "Not today" };
      await world.control("PUT", "/faults", [
        { method: "PATCH", path: "/repos/acme/alpha$", times: 10, action: "status", status: 422, body },
      ]);
    });
    after(async () => {
      await world.control("DELETE", "/faults");
      deepStrictEqual((await world.fairway(["up", "--yes"])).code, 0);
    });

    async function told(name: string, ...args: readonly string[]) {
      const file = join(world.directory, `${name}.md`);
      const { code, stdout } = await world.fairway(args, { GITHUB_STEP_SUMMARY: file });
      deepStrictEqual(code, 1);
      return { page: readFileSync(file, "utf8"), stdout };
    }

    it("by `drift --heal`, with what was found", async () => {
      const { page, stdout } = await told("drift", "drift", "--heal");
      match(page, /### Drift, `github`: failed/);
      match(page, /Done in part: 1 updated, 1 failed\.\n\nalpha, repository: .*422 Not today/);
      match(stdout, /Done in part: 1 updated, 1 failed\.$/);
      for (const text of [page, stdout])
        match(text, /alpha\n.*By hand[\s\S]*beta\n.*By hand[\s\S]*\n2 differences\.\n/);
    });

    it("by `drift --heal --json`, with what was found and is tried as often as it runs", async () => {
      const { stdout } = await told("json", "drift", "--heal", "--json");
      const { differences, healed, left } = JSON.parse(stdout) as DriftDocument;
      deepStrictEqual(
        [differences.map(({ repository }) => repository), healed, left],
        [["alpha"], false, undefined],
      );
    });

    it("by `up`", async () => {
      world.write("repos/alpha/repo.yaml", entry("description: A third"));
      world.write("repos/beta/repo.yaml", entry("description: A third"));
      const { page, stdout } = await told("up", "up", "--yes");
      match(stdout, /Done in part: 1 updated, 1 failed\.$/);
      match(page, /### Up, `github`: failed/);
      doesNotMatch(page, /urn:pulumi/);
      match(page, /Done in part: 1 updated, 1 failed\.\n\nalpha, repository: .*422 Not today/);
    });
  });

  it("of something that was there before is told with what was taken over all the same", async () => {
    await world.github.rest.repos.createInOrg({ org: "acme", name: "gamma", private: true, auto_init: true });
    world.write("repos/gamma/repo.yaml", entry("description: Third"));
    await world.control("PUT", "/faults", [
      { method: "PATCH", path: "/repos/acme/gamma$", action: "status", status: 422, body: { message: "No" } },
    ]);
    const { code, stdout } = await world.fairway(["up", "--yes", "--json"]);
    deepStrictEqual(code, 1);
    const { adopted, failed } = JSON.parse(stdout) as Record<string, { repository: string; kind: string }[]>;
    const told = (all: typeof adopted) =>
      all?.some(one => one.repository === "gamma" && one.kind === "repository");
    deepStrictEqual([told(adopted), told(failed)], [true, true]);
    await world.control("DELETE", "/faults");
    deepStrictEqual((await world.fairway(["up", "--yes"])).code, 0);
  });

  it("tells nothing as done, and nothing as undone, where not even a plan could be made", async () => {
    world.write("repos/alpha/repo.yaml", entry("secrets: {TOKEN: {env: NOT_SET_ANYWHERE}}"));
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    deepStrictEqual([code, stdout], [1, ""]);
    match(stderr, /NOT_SET_ANYWHERE/);
  });
});
