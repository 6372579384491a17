import assert from "node:assert/strict";
import type { Change } from "../../src/engine/plan.ts";
import { differencesOf } from "../../src/loop/drift.ts";

const hook = { repository: "alpha", kind: "webhook", key: "x" } as const;
const events = { path: "events", from: ["push", "release"], to: ["push"] };

describe("What a plan says of the live world", () => {
  const cases: readonly (readonly [string, Partial<Change>, readonly object[]])[] = [
    [
      "a difference for each property that a change sets",
      { action: "update", properties: [events, { path: "active", from: false, to: true }] },
      [
        { ...hook, property: "events", declared: ["push"], found: ["push", "release"] },
        { ...hook, property: "active", declared: true, found: false },
      ],
    ],
    [
      "that a thing is not there, where it is to be made",
      { action: "create", properties: [{ ...events, from: null }] },
      [{ ...hook, declared: { events: ["push"] }, found: null }],
    ],
    [
      "that a thing is there, where it is to be taken away",
      { action: "delete", effect: "deleted", properties: [{ ...events, to: null }] },
      [{ ...hook, declared: null, found: { events: ["push", "release"] } }],
    ],
    ["nothing, where a thing is made anew for another one's sake", { action: "replace", properties: [] }, []],
  ];
  for (const [name, change, differences] of cases) {
    it(`is ${name}`, () => {
      assert.deepEqual(differencesOf({ changes: [{ ...hook, ...change } as Change] }), differences);
    });
  }
});
