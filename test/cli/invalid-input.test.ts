import assert from "node:assert/strict";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("A catalogue with mistakes in it", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    const repos = {
      "standard.yaml": smallStandard,
      "alpha/repo.yaml": entry("descripton: Typing error"),
      "beta/repo.yaml": "archetype: unheard-of\n",
    };
    world = await TestWorld.start({ repos });
  });
  after(() => world.close());

  for (const args of [["validate"], ["preview"], ["up", "--yes"], ["drift", "--heal"], ["list"]]) {
    it(`ends \`fairway ${args.join(" ")}\` with exit code 2, every mistake named and no request sent`, async () => {
      await world.resetCalls();
      const { code, stderr } = await world.fairway(args);
      assert.equal(code, 2);
      assert.match(stderr, /alpha\/repo\.yaml:2:1 .*descripton/);
      assert.match(stderr, /beta\/repo\.yaml:1:12 .*unheard-of/);
      const { reads, writes } = await world.calls();
      assert.deepEqual([reads, writes], [0, 0]);
    });
  }

  it("is told as JSON as well", async () => {
    const { code, stdout } = await world.fairway(["validate", "--json"]);
    assert.equal(code, 2);
    const { problems } = JSON.parse(stdout);
    assert.equal(problems.length, 2);
    assert.deepEqual(Object.keys(problems[0]).sort(), ["column", "file", "line", "message"]);
  });

  it("is valid once they are corrected", async () => {
    world.write("repos/alpha/repo.yaml", entry("description: Correct"));
    world.remove("repos/beta");
    assert.deepEqual(await world.fairway(["validate"]), {
      code: 0,
      stdout: "1 repository, no problems.",
      stderr: "",
    });
  });
});
