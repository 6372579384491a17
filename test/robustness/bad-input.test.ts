import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import pMap from "p-map";
import type { Finished } from "../support/world.ts";
import { TestWorld } from "../support/world.ts";

const fixtures = join(import.meta.dirname, "../catalogue/fixtures/invalid");
/** Every second one: all of them are tried without the command in the catalogue's own tests. */
const rules = readdirSync(fixtures).filter((_, index) => index % 2 === 0);

describe("fairway up over a broken catalogue", function () {
  this.timeout(600_000);
  let world: TestWorld;
  const finished = new Map<string, Finished>();

  before(async () => {
    world = await TestWorld.start();
    const run = async (rule: string) =>
      finished.set(rule, await world.fairway(["up", "--yes", "--repos", reposOf(rule)]));
    await pMap(rules, run, { concurrency: 2 });
  });
  after(() => world.close());

  it("is tried with at least forty of them", () => assert.ok(rules.length >= 40));

  for (const rule of rules) {
    it(`tells what is wrong and ends with exit code 2: ${rule}`, () => {
      const expected = readFileSync(join(fixtures, rule, "expected"), "utf8")
        .trimEnd()
        .split("\n");
      const { code, stdout, stderr } = finished.get(rule) as Finished;
      assert.deepEqual(
        stderr.split("\n"),
        expected.map(line => `${join(fixtures, rule)}/${line}`),
      );
      assert.equal(stdout, "");
      assert.equal(code, 2);
    });
  }

  it("sends no request", async () => {
    const { reads, writes } = await world.calls();
    assert.deepEqual([reads, writes], [0, 0]);
  });
});

/** A fixture with clusters has its entries beside their stacks. */
function reposOf(rule: string): string {
  const beside = join(fixtures, rule, "repos");
  return existsSync(beside) ? beside : join(fixtures, rule);
}
