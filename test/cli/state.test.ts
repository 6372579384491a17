import assert from "node:assert/strict";
import { quick } from "../robustness/small-organization.ts";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("fairway state", function () {
  this.timeout(300_000);
  let world: TestWorld;

  before(async () => {
    const repos = { "standard.yaml": smallStandard, "alpha/repo.yaml": entry() };
    world = await TestWorld.start({ repos, config: quick });
    await done("up", "--yes");
    world.write("repos/beta/repo.yaml", entry());
    await done("up", "--yes");
  });
  after(() => world.close());

  async function done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await world.fairway(args);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    return stdout;
  }

  interface Listed {
    readonly at: string;
    readonly things: number;
  }

  const listed = async (): Promise<readonly Listed[]> => JSON.parse(await done("state", "list", "--json"));

  it("lists what the state was before each run, the latest first", async () => {
    const times = (await listed()).map(({ at }) => at);
    assert.ok(times.length >= 2);
    assert.deepEqual(times, [...times].sort().reverse());
    const text = await done("state", "list");
    for (const time of times) assert.match(text, new RegExp(time));
  });

  it("puts a copy in its place, and tells what the state then knows no more", async () => {
    const before = (await listed()).find(({ things }) => things > 0);
    const told = await done("state", "restore", "--yes", "--at", String(before?.at));
    assert.match(told, /- beta, repository/);
    // The next run takes in what the old state does not know of, instead of making it again.
    const up = await done("up", "--yes", "--json");
    assert.equal(JSON.parse(up).summary.create, 0);
    assert.ok(JSON.parse(up).adopted.some(({ repository }: { repository: string }) => repository === "beta"));
    await done("preview", "--refresh", "--expect-no-changes");
  });

  it("keeps a copy of the one that it replaces, and asks before it does anything", async () => {
    const count = (await listed()).length;
    const { code, stderr } = await world.fairway(["state", "restore"]);
    assert.equal(code, 2);
    assert.match(stderr, /give --yes/);
    assert.match(await done("state", "restore", "--yes", "--dry-run"), /know/);
    assert.equal((await listed()).length, count);
    await done("state", "restore", "--yes");
    assert.equal((await listed()).length, count + 1);
  });

  it("says which there are when there is none from that time", async () => {
    const { code, stderr } = await world.fairway(["state", "restore", "--yes", "--at", "2020-01-01"]);
    assert.equal(code, 2);
    assert.match(stderr, /fairway state list/);
  });
});
