import assert from "node:assert/strict";
import { documentedLimits } from "../../sandbox/github/traffic/limits.ts";
import { type Limit, written } from "../../src/github/pacing/limits.ts";
import { quick, startSmallOrganization } from "../robustness/small-organization.ts";
import type { TestWorld } from "../support/world.ts";

const timeScale = 20;
const repositories = 6;
const enforced = { ...documentedLimits, pointsPerMinute: 100, contentPerMinute: 10, timeScale };
const told: readonly Limit[] = [
  { of: "creations", most: enforced.contentPerMinute, seconds: 60 },
  { of: "creations", most: enforced.contentPerHour, seconds: 3600 },
  { of: "points", most: enforced.pointsPerMinute, seconds: 60 },
];

describe("An organisation that takes more than GitHub allows in a minute", function () {
  this.timeout(300_000);
  let world: TestWorld;
  const limits = written(told.map(limit => ({ ...limit, seconds: limit.seconds / timeScale })));

  before(async () => {
    world = await startSmallOrganization({ config: { ...quick, "github:writeDelayMs": "0" } });
    for (let index = 0; index < repositories; index++)
      world.write(
        `repos/many-${index}/repo.yaml`,
        "archetype: plain\nvariables: {ONE: a, TWO: b, THREE: c, FOUR: d}\n",
      );
  });
  // Each run begins with a minute of its own.
  beforeEach(() => world.control("PUT", "/settings", { limits: enforced }));
  after(() => world.close());

  for (const [what, args] of [
    ["made", ["up", "--yes"]],
    ["looked at throughout", ["drift", "--full"]],
  ] as const)
    it(`is ${what} without a single refusal`, async () => {
      await world.resetCalls();
      const { code, stderr } = await world.fairway(args, { FAIRWAY_GITHUB_LIMITS: limits });
      assert.equal(code, 0, stderr);
      assert.match(stderr, /GitHub's rate limit: \d+ of 5000 requests left until 20\S+Z\.$/m);
      const calls = await world.calls();
      assert.deepEqual(calls.refused, { primary: 0, secondary: 0 });
      assert.ok(
        calls.reads + 5 * calls.writes > enforced.pointsPerMinute,
        "the limits would not have mattered",
      );
      if (what === "made") assert.ok(Number(calls.content) > enforced.contentPerMinute);
    });
});
