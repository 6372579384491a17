import assert from "node:assert/strict";
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

describe("Progress", () => {
  it("says what is counted, how many there are where that is known, and what was last", () => {
    const state = { done: 3, of: "things", current: "payments-api" } as const;
    assert.equal(describeProgress("Up", { ...state, total: 10 }), "Up: 3 of 10 things, payments-api");
    assert.equal(describeProgress("Up", state), "Up: 3 things, payments-api");
  });
});
