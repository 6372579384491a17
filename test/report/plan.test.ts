import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { Change, Plan } from "../../src/engine/plan.ts";
import { planDocument } from "../../src/report/json.ts";
import { describePlan } from "../../src/report/plan.ts";

const plan = (changes: readonly Change[], same = 4): Plan => ({
  stack: "github",
  changes,
  same,
  extent: { made: [], changed: [], removed: [] },
  diagnostics: [],
});
const described = (...changes: readonly Change[]) => stripVTControlCharacters(describePlan(plan(changes)));

const label: Change = { repository: "alpha", kind: "label", key: "bug", action: "delete", properties: [] };

describe("A plan for people", () => {
  it("says so when there is nothing to do", () => {
    assert.equal(described(), "No changes: all 4 things are as declared.");
  });

  it("has what changes by repository, with the properties that differ, and a count", () => {
    const text = described(
      { repository: "beta", kind: "topics", action: "create", properties: [] },
      {
        repository: "alpha",
        kind: "repository",
        action: "update",
        properties: [
          { path: "description", from: null, to: "The first" },
          { path: "topics", from: ["a"], to: [] },
        ],
      },
      { ...label, effect: "deleted" },
    );
    assert.equal(
      text,
      `alpha
  ~ repository
      description: none → The first
      topics: ["a"] → []
  - label bug

beta
  + topics

1 to create, 1 to update, 1 to delete, 4 unchanged`,
    );
  });

  it("tells a new repository in one line", () => {
    const made = (kind: string, key?: string): Change => ({
      repository: "alpha",
      kind,
      ...(key ? { key } : {}),
      action: "create",
      properties: [],
    });
    assert.match(
      described(made("repository"), made("ruleset", "a"), made("labels"), made("ruleset", "b")),
      /^alpha\n {2}\+ new, with labels, ruleset ×2\n/,
    );
  });

  const removals = [
    ["archived", "- archive: read-only from then on, with all its history", "1 to archive"],
    ["deleted", "- delete for good", "1 to delete"],
    ["forgotten", "- no longer kept in shape; it stays at GitHub as it is", "1 to delete"],
  ] as const;
  for (const [effect, line, counted] of removals) {
    it(`calls a repository that is ${effect} what it is`, () => {
      const removed: Change = {
        repository: "alpha",
        kind: "repository",
        action: "delete",
        effect,
        properties: [],
      };
      const told = described(removed);
      assert.ok(told.includes(`\nalpha\n  ${line}\n`) || told.startsWith(`alpha\n  ${line}\n`), told);
      assert.match(told, new RegExp(`${counted}, `));
    });
  }

  it("tells what only leaves the state from what goes", () => {
    assert.match(described({ ...label, effect: "forgotten" }), /- label bug \(stays at GitHub as it is\)/);
  });

  it("counts by action in JSON", () => {
    const { summary } = planDocument(plan([label, { ...label, key: "other", action: "update" }]));
    assert.deepEqual(summary, { create: 0, update: 1, replace: 0, delete: 1, import: 0, same: 4 });
  });

  it("tells what is taken over as it is in one line, and beside it what will change in the rest", () => {
    const taken = (kind: string, key?: string): Change => ({
      repository: "alpha",
      kind,
      ...(key ? { key } : {}),
      action: "import",
      properties: [],
    });
    const description = { path: "description", from: "Old", to: "New" };
    const text = described(
      { ...taken("repository"), properties: [description] },
      taken("labels"),
      taken("ruleset", "guard"),
      taken("variable", "REGION"),
      taken("variable", "SIZE"),
    );
    assert.equal(
      text,
      `alpha
  = taken over as it is: labels, ruleset guard, variable ×2
  = repository, taken over and then changed
      description: Old → New

5 to take over, 4 unchanged`,
    );
    assert.equal(planDocument(plan([taken("labels")])).summary.import, 1);
  });
});
