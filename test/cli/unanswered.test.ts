import assert from "node:assert/strict";
import { join } from "node:path";
import { readLocks } from "../../src/engine/locks.ts";
import { entry, smallStandard } from "../support/catalogue.ts";
import { keys, Terminal } from "../support/terminal.ts";
import { TestWorld } from "../support/world.ts";

describe("A question that is left", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start({
      repos: { "standard.yaml": smallStandard, "alpha/repo.yaml": entry() },
      config: { "github:writeDelayMs": "1", "github:parallelRequests": "true" },
    });
  });
  after(() => world.close());

  for (const [what, key] of [
    ["by Ctrl-C", keys.interrupt],
    ["by the input's end", keys.end],
  ] as const)
    it(`${what} ends \`up\` with nothing done, and no lock`, async () => {
      await world.resetCalls();
      const terminal = new Terminal(world, ["up"]);
      await terminal.answer(/Do it \(stack github\)\?/, key);
      const { code, shown } = await terminal.end();
      assert.equal(code, 1, shown);
      assert.match(shown, /Nothing was done\.\s*$/m);
      assert.doesNotMatch(shown, /force closed|Warning|aborted|Prompt/);
      assert.equal((await world.calls()).writes, 0);
      assert.deepEqual(readLocks(join(world.directory, "state/.pulumi"), "fairway", "github"), []);
    });
});
