import assert from "node:assert/strict";
import { describeOutcome } from "../../src/report/outcome.ts";
import { describeProgress } from "../../src/report/progress.ts";
import { table } from "../../src/report/table.ts";
import { formatValue } from "../../src/report/value.ts";

describe("A table", () => {
  it("is plain text, with numbers to the right", () => {
    const text = table(
      ["name", "changes"],
      [
        ["payments-api", 3],
        ["x", 12],
      ],
    );
    assert.equal(text, "name          changes\npayments-api        3\nx                  12");
  });
});

describe("A value on one line", () => {
  const cases: readonly (readonly [unknown, string])[] = [
    [null, "none"],
    ["plain", "plain"],
    ["", '""'],
    ["two\nlines", '"two\\nlines"'],
    [false, "false"],
    [["a", 1], '["a",1]'],
    ["x".repeat(80), `${"x".repeat(59)}…`],
  ];
  for (const [value, text] of cases) {
    it(JSON.stringify(value).slice(0, 20), () => assert.equal(formatValue(value), text));
  }
});

describe("An outcome", () => {
  const things = (repository: string, action: "create" | "update", count: number) =>
    Array.from({ length: count }, (_, index) => ({
      repository,
      kind: "label",
      key: String(index),
      action,
      properties: [],
    }));
  const outcome = {
    stack: "github",
    extent: { made: [], changed: [], removed: [] },
    same: 40,
    diagnostics: [],
  };

  it("ends with all that was done in one sentence", () => {
    const changes = [...things("shop", "create", 3), ...things("orders", "update", 1)];
    const told = describeOutcome({ ...outcome, changes, failed: [] }, []);
    assert.match(told, /\n\nDone: 3 created, 1 updated\.$/);
  });

  it("says where the run has not come to its end", () => {
    const [changes, failed] = [things("shop", "create", 3), things("orders", "update", 2)];
    const refused = describeOutcome({ ...outcome, changes, failed }, [], false);
    assert.match(refused, /\n\nDone in part: 3 created, 2 failed\.$/);
    const stopped = describeOutcome({ ...outcome, changes, failed: [] }, [], false);
    assert.match(stopped, /\n\nDone in part: 3 created\.$/);
    const inVain = describeOutcome({ ...outcome, changes: [], failed }, [], false);
    assert.match(inVain, /\n\nNothing was done: 2 failed\.$/);
  });
});

describe("Progress", () => {
  it("says what is counted, how many there are where that is known, and what was last", () => {
    const state = { done: 3, of: "things", current: "payments-api" } as const;
    assert.equal(describeProgress("Up", { ...state, total: 10 }), "Up: 3 of 10 things, payments-api");
    assert.equal(describeProgress("Up", state), "Up: 3 things, payments-api");
    assert.equal(describeProgress("Up", { ...state, done: 1 }), "Up: 1 thing, payments-api");
  });
});
