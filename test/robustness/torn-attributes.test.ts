import assert from "node:assert/strict";
import { statSync, truncateSync } from "node:fs";
import { join } from "node:path";
import { findProject } from "../../src/engine/project.ts";
import { importState } from "../../src/engine/state.ts";
import { openPlace } from "../../src/loop/target.ts";
import { TestWorld } from "../support/world.ts";

describe("A state whose engine was killed while it wrote a file's attributes", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    const repos = {
      "standard.yaml": "archetypes: { library: {} }\n",
      "shop/repo.yaml": "archetype: library\nsecrets: {TOKEN: {env: SHOP_TOKEN}}\n",
    };
    world = await TestWorld.start({ repos });
    Object.assign(world.environment, { SHOP_TOKEN: "hush-of-the-shop-19d3" });
    const up = await world.fairway(["up", "--yes"]);
    assert.equal(up.code, 0, up.stderr);
    // Fairway writes a state's file without attributes; the engine by itself writes some.
    const place = { project: findProject(world.project), stack: "github", organization: world.organization };
    const open = await openPlace(place);
    await importState(open, open.state);
  });
  after(() => world.close());

  for (const name of [
    "meta.yaml.attrs",
    "stacks/fairway/github.json.attrs",
    "stacks/fairway/github.json.bak.attrs",
  ])
    it(`is read by the next run: ${name}`, async () => {
      const file = join(world.directory, "state/.pulumi", name);
      assert.ok(statSync(file).size > 0);
      truncateSync(file);
      const { code, stdout, stderr } = await world.fairway(["preview", "--expect-no-changes"]);
      assert.equal(code, 0, stdout + stderr);
    });
});
