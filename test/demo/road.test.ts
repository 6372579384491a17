import { deepStrictEqual, match } from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Narrator } from "../../src/demo/narrator.ts";
import { layRoad, roadToDeployRepository } from "../../src/demo/road.ts";
import { DemoWorld } from "../../src/demo/world.ts";
import { silent } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";
import { renovatePrograms } from "../../tools/renovate.ts";

// The other half needs clusters: test/clusters/road.test.ts walks all of it.
describe("the road, as far as the deploy repository", function () {
  this.timeout(1_800_000);
  const environment = { ...process.env };
  let parent: string;
  let world: DemoWorld;

  before(async () => {
    await pythonTools();
    await renovatePrograms();
    parent = mkdtempSync(join(tmpdir(), "fairway-road-test-"));
    world = await DemoWorld.start({ directory: join(parent, "world"), progress: silent });
  });
  after(async () => {
    await world?.end();
    process.env = environment;
    rmSync(parent, { recursive: true, force: true });
  });

  it("is walked with nothing by hand but the merges", async () => {
    const site = await layRoad(world, new Narrator(), {}, silent);
    const { releases, commit } = await roadToDeployRepository(site, []);
    deepStrictEqual(
      releases.map(({ version }) => version),
      ["0.1.0", "0.2.0"],
    );
    match(commit, /^[0-9a-f]{40}$/);
  });
});
