import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { TestWorld } from "../support/world.ts";
import { type Document, documents } from "./documents.ts";

const libp2p = join(import.meta.dirname, "../../../shared/data/libp2p.json");

/** What must hold for every organisation that is taken in. Answers the number of lines of each active entry. */
async function adopts(document: Document): Promise<readonly number[]> {
  const world = await TestWorld.start({ organization: document.organization, config: fast });
  try {
    await world.control("POST", "/load", document);
    const before = JSON.stringify(await world.dump());
    await world.resetCalls();
    const imported = await world.fairway(["import", "--all", "--json"]);
    assert.equal(imported.code, 0, imported.stderr + imported.stdout);
    const preview = await world.fairway(["preview", "--refresh", "--json"]);
    const plan = JSON.parse(preview.stdout) as { summary: Record<string, number>; changes: unknown[] };
    assert.deepEqual(plan.changes, [], preview.stderr);
    assert.equal(plan.summary.create, 0);
    const up = await world.fairway(["up", "--yes"]);
    assert.equal(up.code, 0, up.stderr + up.stdout);
    const { writes, unknown } = await world.calls();
    assert.equal(writes, 0);
    assert.deepEqual(unknown, []);
    assert.equal(JSON.stringify(await world.dump()), before);
    return document.repositories.flatMap(({ name, archived }) => {
      const text = readFileSync(join(world.project, "repos", name, "repo.yaml"), "utf8");
      assert.doesNotMatch(text, /ignore/i);
      return archived ? [] : [text.trim().split("\n").length];
    });
  } finally {
    await world.close();
  }
}

const fast = { "github:parallelRequests": "true", "github:writeDelayMs": "0" };

describe("an organisation that exists", () => {
  it("is taken in without a single change, whatever it looks like", async function () {
    this.timeout(600_000);
    await fc.assert(
      fc.asyncProperty(documents(), async document => void (await adopts(document))),
      {
        numRuns: 4,
        interruptAfterTimeLimit: 300_000,
        endOnFailure: true,
      },
    );
  });

  it("of 282 repositories is taken in with entries of at most 10 lines in the median", async function () {
    if (!existsSync(libp2p)) this.skip();
    this.timeout(900_000);
    const lines = await adopts(JSON.parse(readFileSync(libp2p, "utf8")));
    const median = lines.toSorted((one, other) => one - other)[lines.length >> 1];
    assert.ok(median !== undefined && median <= 10, `the median is ${median}`);
  });
});
