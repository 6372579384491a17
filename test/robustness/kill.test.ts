import assert from "node:assert/strict";
import { comparable } from "./comparable.ts";
import { finishes, killedAt } from "./killing.ts";
import { kill, processesWith } from "./processes.ts";
import { startSmallOrganization } from "./small-organization.ts";

const kills = 10;

describe("A first run killed after the server has committed a write, and before it answers", function () {
  this.timeout(600_000);
  let writes: number;
  let undisturbed: unknown;

  before(async function () {
    // Who lives and who doesn't is read from /proc.
    if (process.platform !== "linux") return this.skip();
    const world = await startSmallOrganization();
    try {
      const { code, stderr } = await world.fairway(["up", "--yes"]);
      assert.equal(code, 0, stderr);
      writes = (await world.calls()).writes;
      undisturbed = comparable(await world.dump());
    } finally {
      await world.close();
    }
  });

  for (let number = 0; number < kills; number++) {
    const whom = number % 2 === 0 ? "the engine alone" : "the whole process group";
    const portions = number % 4 < 2 ? "one portion" : "several portions";
    it(`is finished by the next one: ${whom}, ${portions}, write ${number + 1} of ${kills} spread over the run`, async () => {
      const write = 1 + Math.floor((number * (writes - 1)) / (kills - 1));
      const world = await startSmallOrganization();
      if (portions === "several portions") Object.assign(world.environment, { FAIRWAY_PORTION: "10" });
      try {
        await killedAt(world, write, whom);
        await finishes(world);
        assert.deepEqual(comparable(await world.dump()), undisturbed, `after a kill at write ${write}`);
      } finally {
        for (const { pid } of processesWith(world.directory)) kill(pid);
        await world.close();
      }
    });
  }
});
