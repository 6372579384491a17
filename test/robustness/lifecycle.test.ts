import assert from "node:assert/strict";
import type { Calls, TestWorld } from "../support/world.ts";
import { comparable } from "./comparable.ts";
import { alpha, beta, gamma, standard, startSmallOrganization } from "./small-organization.ts";

describe("The life of a repository", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await startSmallOrganization({
      repos: { "standard.yaml": standard, "alpha/repo.yaml": alpha, "beta/repo.yaml": beta },
    });
    await up();
  });
  after(() => world.close());
  beforeEach(() => world.resetCalls());

  async function up(): Promise<void> {
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
  }

  async function settled(): Promise<void> {
    const { code, stdout, stderr } = await world.fairway(["preview", "--refresh", "--expect-no-changes"]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
  }

  /** The writing requests since the test began, by route. */
  async function writes(): Promise<readonly string[]> {
    const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
    return Object.keys(calls).filter(route => !/^(GET|query) /.test(route));
  }

  async function archived(repo: string): Promise<boolean> {
    return (await world.github.rest.repos.get({ owner: world.organization, repo })).data.archived;
  }

  it("ends in the archive when its entry is removed, and nothing is deleted", async () => {
    world.remove("repos/alpha");
    await up();
    assert.deepEqual(await writes(), ["PATCH /repos/:owner/:repo"]);
    assert.equal(await archived("alpha"), true);
  });

  it("goes on when the entry returns, with everything put back", async () => {
    world.write("repos/alpha/repo.yaml", alpha);
    await up();
    assert.equal(await archived("alpha"), false);
    assert.deepEqual(
      (await writes()).filter(route => route.startsWith("DELETE")),
      [],
    );
    await settled();
  });

  it("is archived by `archived: true`, and taken back without it", async () => {
    const before = comparable(await world.dump());
    world.write("repos/beta/repo.yaml", `${beta}archived: true\n`);
    await up();
    assert.equal(await archived("beta"), true);
    assert.deepEqual(await writes(), ["PATCH /repos/:owner/:repo"]);
    await settled();
    world.write("repos/beta/repo.yaml", beta);
    await up();
    assert.deepEqual(comparable(await world.dump()), before);
    await settled();
  });

  it("is renamed with all that hangs on it and changed at once, by not a single DELETE or POST", async () => {
    world.remove("repos/alpha");
    world.write("repos/omega/repo.yaml", `${alpha.replaceAll("REGION: eu", "REGION: us")}formerly: alpha\n`);
    await up();
    assert.deepEqual(await writes(), [
      "PATCH /repos/:owner/:repo",
      "PATCH /repos/:owner/:repo/actions/variables/:name",
      "PATCH /repos/:owner/:repo/environments/:environment/variables/:name",
    ]);
    await settled();
  });

  it("is archived only, when its deletion was declared and not applied before", async () => {
    world.write("repos/gamma/repo.yaml", gamma);
    await up();
    world.write("repos/gamma/repo.yaml", `${gamma}deletion: permanent\n`);
    world.remove("repos/gamma");
    await world.resetCalls();
    await up();
    assert.deepEqual(await writes(), ["PATCH /repos/:owner/:repo"]);
    assert.equal(await archived("gamma"), true);
  });

  it("is deleted when that was applied before", async () => {
    world.write("repos/gamma/repo.yaml", `${gamma}deletion: permanent\n`);
    await up();
    world.remove("repos/gamma");
    await world.resetCalls();
    await up();
    assert.deepEqual(await writes(), ["DELETE /repos/:owner/:repo"]);
    const names = (await world.github.rest.repos.listForOrg({ org: world.organization })).data.map(
      ({ name }) => name,
    );
    assert.deepEqual(names.toSorted(), ["beta", "omega"]);
    await settled();
  });
});
