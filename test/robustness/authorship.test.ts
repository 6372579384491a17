import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type DriftReport, drift, heal } from "../../src/loop/drift.ts";
import { kinds } from "../../src/repository/desired.ts";
import { targetOf } from "../support/target.ts";
import type { TestWorld } from "../support/world.ts";
import { byHand, type Deed, Hand } from "./by-hand.ts";
import { comparable } from "./comparable.ts";
import { startSmallOrganization } from "./small-organization.ts";

type Name = keyof typeof byHand;

/** What is made once is not looked after: whatever becomes of it. */
const names = (Object.keys(kinds) as (keyof typeof kinds)[]).filter(
  (kind): kind is Name => kinds[kind].authorship !== "once",
);

describe("What somebody does by hand to each kind of thing", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let hand: Hand;
  let declared: unknown;

  before(async () => {
    world = await startSmallOrganization();
    hand = new Hand(world.github);
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    declared = await live();
    // GitHub tells the time of a secret's writing in seconds.
    await sleep(1100);
  });
  after(() => world.close());

  it("is tried for every kind", () => {
    assert.deepEqual(Object.keys(byHand).toSorted(), names.toSorted());
    for (const kind of names) assert.ok(byHand[kind].changed ?? byHand[kind].removed, kind);
  });

  async function live(): Promise<unknown> {
    return withoutRefs(comparable(await world.dump()));
  }

  async function healed(): Promise<DriftReport> {
    const target = await targetOf(world);
    return await heal(await drift({ target, full: true }), { target });
  }

  for (const deed of ["changed", "removed"] as const) {
    describe(`where something declared is ${deed}`, () => {
      let report: DriftReport;
      const done = names.flatMap(kind => subject(kind, byHand[kind][deed]));

      before(async () => {
        for (const { deed } of done) await deed.do(hand);
        report = await healed();
      });

      for (const { kind, deed } of done) {
        it(`is found: ${kinds[kind].title}`, () => {
          const found = report.differences.some(
            difference =>
              difference.kind === kind &&
              difference.repository === deed.repository &&
              difference.key === deed.key,
          );
          assert.ok(found, JSON.stringify(report.differences, null, 1));
        });
      }

      it("is put back", async () => {
        assert.deepEqual(report.left, []);
        assert.deepEqual(await live(), declared);
      });
    });
  }

  describe("where something is added", () => {
    let report: DriftReport;
    const done = names.flatMap(kind => subject(kind, byHand[kind].added));

    before(async () => {
      for (const { deed } of done) await deed.do(hand);
      report = await healed();
    });

    for (const { kind, deed } of done) {
      const { authorship, title } = kinds[kind];
      const isHere = ({
        repository,
        kind: other,
        key,
      }: {
        repository?: string;
        kind: string;
        key?: string;
      }) => other === kind && repository === deed.repository && key === deed.key;

      if (authorship === "only") {
        it(`is found and taken away: ${title}`, async () => {
          assert.ok(report.differences.some(isHere), JSON.stringify(report.differences, null, 1));
          assert.equal(await deed.isThere(hand), false);
        });
      } else {
        it(`is left alone and ${authorship === "reports" ? "named" : "not reported"}: ${title}`, async () => {
          assert.equal(
            report.strangers.some(isHere),
            authorship === "reports",
            JSON.stringify(report.strangers),
          );
          assert.ok(!report.differences.some(isHere), JSON.stringify(report.differences));
          assert.ok(await deed.isThere(hand));
        });
      }
    }

    it("leaves nothing to put back", () => assert.deepEqual(report.left, []));
  });
});

function subject<D extends Deed>(kind: Name, deed: D | undefined): { kind: Name; deed: D }[] {
  return deed ? [{ kind, deed }] : [];
}

/** Branches are nobody's but those who push them. */
function withoutRefs(dump: unknown): unknown {
  return JSON.parse(JSON.stringify(dump, (key, value) => (key === "refs" ? undefined : value)));
}
