import assert from "node:assert/strict";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { ComponentResource } from "@pulumi/pulumi";
import { findEngine } from "../../src/engine/find.ts";
import { findProject } from "../../src/engine/project.ts";
import { openStack } from "../../src/engine/pulumi.ts";
import { eventually } from "../support/eventually.ts";
import { TestWorld } from "../support/world.ts";

setFlagsFromString("--expose-gc");
const collectGarbage: () => void = runInNewContext("gc");

describe("What a program has made", function () {
  this.timeout(300_000);
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start({});
  });
  after(() => world?.close());

  it("is let go when its run is over, but for what the SDK keeps of the first and of the last one", async () => {
    const made: WeakRef<ComponentResource>[] = [];
    const program = async () => {
      made.push(new WeakRef(new ComponentResource("fairway:test:Thing", "thing", {}, {})));
    };
    const engine = await findEngine();
    const { stack } = openStack({ project: findProject(world.project), name: "github", program, engine });
    for (let run = 0; run < 4; run++) await stack.preview();
    assert.equal(made.length, 4);
    const between = made.slice(1, 3);
    const isLetGo = async () => {
      collectGarbage();
      return between.every(thing => thing.deref() === undefined) || undefined;
    };
    assert.ok(await eventually(isLetGo));
  });
});
