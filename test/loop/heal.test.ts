import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { exportState } from "../../src/engine/state.ts";
import { type DriftReport, drift, heal } from "../../src/loop/drift.ts";
import { openTarget, type Target } from "../../src/loop/target.ts";
import { up } from "../../src/loop/up.ts";
import { byHand, Hand } from "../robustness/by-hand.ts";
import { comparable } from "../robustness/comparable.ts";
import { gamma, standard, startSmallOrganization } from "../robustness/small-organization.ts";
import { targetOf } from "../support/target.ts";
import type { Calls, TestWorld } from "../support/world.ts";

/** Changed by making them again, so that they are taken in by a run of everything. */
const madeAgain: ReadonlySet<string> = new Set(["autolink", "deployKey"]);

/** What somebody has made stricter by hand may go. */
const permission = { remove: [], weaker: true, publish: true };
const confirm = async () => true;

describe("Healing", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let hand: Hand;

  before(async () => {
    world = await startSmallOrganization();
    hand = new Hand(world.github);
    await up({ target: await target(), confirm, permission });
  });
  after(() => world.close());

  async function target(): Promise<Target> {
    return await targetOf(world);
  }

  async function find(): Promise<DriftReport> {
    return await drift({ target: await target(), full: true });
  }

  async function healed(report: DriftReport): Promise<DriftReport> {
    return await heal(report, { target: await target() });
  }

  async function live(): Promise<unknown> {
    return comparable(await world.dump());
  }

  /** What the state holds, without what differs between two runs that do the same. */
  async function state(): Promise<unknown> {
    const { deployment } = await exportState(await openTarget(await target()));
    const held = (deployment.resources ?? []).map(
      ({ urn, inputs = {}, parent, dependencies = [], deletedWith }) => ({
        urn,
        inputs: withoutCiphertexts(inputs),
        parent,
        deletedWith,
        dependencies: dependencies.toSorted(),
      }),
    );
    return held.toSorted((a, b) => (a.urn < b.urn ? -1 : 1));
  }

  /** The requests since the last reset, by route. */
  async function asked(): Promise<readonly string[]> {
    return Object.keys(((await world.calls()) as Calls & { calls: Record<string, number> }).calls);
  }

  for (const deed of ["changed", "removed"] as const) {
    it(`leaves the world and the state as a run of everything does, where each kind of thing was ${deed}`, async () => {
      const meddle = async () => {
        // GitHub tells the time of a secret's writing in seconds.
        await sleep(1100);
        for (const [kind, deeds] of Object.entries(byHand)) {
          if (deed === "removed" || !madeAgain.has(kind)) await deeds[deed]?.do(hand);
        }
      };
      await meddle();
      assert.deepEqual((await healed(await find())).left, []);
      const [ownWorld, ownState] = [await live(), await state()];
      if (deed === "changed") await hand.ask("DELETE beta/git/refs/heads/other");
      await meddle();
      await up({ target: await target(), refresh: true, confirm, permission });
      assert.deepEqual(ownWorld, await live());
      assert.deepEqual(ownState, await state());
      assert.deepEqual((await find()).differences, []);
    });
  }

  it("takes nothing from repositories where what differs is the organisation's own", async () => {
    await world.github.request("PUT /orgs/{org}/properties/schema/{custom_property_name}", {
      org: "acme",
      custom_property_name: "tier",
      value_type: "single_select",
      allowed_values: ["gold", "silver", "lead"],
      description: "Something else",
    });
    const team = { org: "acme", team_slug: "release" };
    await world.github.rest.teams.updateInOrg({ ...team, description: "Something else" });
    const before = await find();
    assert.deepEqual(
      before.differences.map(({ organization, kind, key, property }) => [organization, kind, key, property]),
      [
        ["acme", "property", "tier", "description"],
        ["acme", "property", "tier", "values"],
        ["acme", "team", "release", "description"],
      ],
    );
    await world.resetCalls();
    assert.deepEqual((await healed(before)).left, []);
    assert.deepEqual(
      (await asked()).filter(route => route.includes("/repos/")),
      [],
    );
    assert.deepEqual((await find()).differences, []);
  });

  it("asks GitHub for nothing but what differs", async () => {
    await hand.ask("PATCH gamma/labels/keep", { color: "ffffff" });
    const report = await find();
    await world.resetCalls();
    assert.deepEqual((await healed(report)).left, []);
    assert.deepEqual((await asked()).toSorted(), [
      "GET /orgs/:org",
      "GET /repos/:owner/:repo/labels",
      // Whether something waits for `up` is asked of the catalogue and the state, which know people by their ids.
      "GET /users/:username",
      "PATCH /repos/:owner/:repo/labels/:name",
    ]);
  });

  it("leaves what was changed since for the next time", async () => {
    await hand.ask("PATCH gamma/labels/keep", { color: "ffffff" });
    const report = await find();
    await hand.ask("PUT beta/topics", { names: ["late"] });
    assert.deepEqual((await healed(report)).left, []);
    const { differences } = await find();
    assert.deepEqual(
      differences.map(({ repository, kind }) => [repository, kind]),
      [["beta", "topics"]],
    );
    assert.deepEqual((await healed(await find())).left, []);
  });

  it("looks at all of a repository whose own settings it has put back", async () => {
    await hand.ask("PATCH gamma", { has_wiki: false });
    const report = await find();
    await hand.ask("PUT gamma/topics", { names: ["late"] });
    const { left = [] } = await healed(report);
    assert.deepEqual(
      left.map(({ repository, kind }) => [repository, kind]),
      [["gamma", "topics"]],
    );
    assert.deepEqual((await healed(await find())).left, []);
  });

  it("leaves what was declared since the last run to `up`, and what drifted in the same repository", async () => {
    world.write("repos/gamma/repo.yaml", `${gamma.replace("REGION: us", "REGION: us, ZONE: a")}`);
    world.write("repos/delta/repo.yaml", "archetype: plain\n");
    await hand.ask("PATCH gamma/labels/keep", { color: "ffffff" });
    await hand.ask("PUT beta/topics", { names: ["late"] });
    const notices: string[] = [];
    const { left = [] } = await heal(await find(), {
      target: await target(),
      onNotice: text => notices.push(text),
    });
    assert.deepEqual([...new Set(left.map(({ repository }) => repository))].toSorted(), ["delta", "gamma"]);
    assert.deepEqual(notices, ["Left for `fairway up`, which has something to do there: delta, gamma."]);
    assert.equal((await hand.ask("GET gamma/labels/keep")).color, "ffffff");
    await up({ target: await target(), confirm, permission });
    assert.deepEqual((await healed(await find())).left, []);
    assert.notEqual((await hand.ask("GET gamma/labels/keep")).color, "ffffff");
    assert.equal((await hand.ask("GET delta")).name, "delta");
  });

  it("leaves a repository whose entry is gone to `up`", async () => {
    world.remove("repos/delta");
    await hand.ask("PUT beta/topics", { names: ["late"] });
    const { left = [] } = await healed(await find());
    assert.deepEqual([...new Set(left.map(({ repository }) => repository))], ["delta"]);
    assert.equal((await hand.ask("GET delta")).archived, false);
    await up({ target: await target(), confirm, permission });
    assert.equal((await hand.ask("GET delta")).archived, true);
    assert.deepEqual((await find()).differences, []);
  });

  it("leaves everything to `up` where that has something to do to the organisation's own", async () => {
    world.write("repos/standard.yaml", standard.replace("description: Everything", "description: Otherwise"));
    await hand.ask("PUT beta/topics", { names: ["late"] });
    const report = await find();
    const { left } = await healed(report);
    assert.deepEqual(left, report.differences);
    await up({ target: await target(), confirm, permission });
    assert.deepEqual((await healed(await find())).left, []);
  });
});

/** A secret is encrypted anew each time. */
function withoutCiphertexts(inputs: unknown): unknown {
  return JSON.parse(JSON.stringify(inputs ?? {}, (key, value) => (key === "ciphertext" ? undefined : value)));
}
