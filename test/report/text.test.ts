import assert from "node:assert/strict";
import { PassThrough } from "node:stream";
import { ProgressLine } from "../../src/report/progress.ts";
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
  function told(isTTY: boolean): () => string {
    const stream = Object.assign(new PassThrough(), { isTTY, columns: 80 });
    const line = new ProgressLine("Up", stream as unknown as NodeJS.WriteStream);
    line.report({ done: 3, total: 10, of: "things", current: "payments-api" });
    line.clear();
    return () => String(stream.read() ?? "");
  }

  it("is one line on a terminal, taken away in the end", () => {
    const text = told(true)();
    assert.match(text, /Up: 3 of 10 things, payments-api/);
    assert.ok(!text.includes("\n"));
    assert.ok(text.endsWith("\u001b[2K\u001b[1G"));
  });

  it("is silent elsewhere, until there has been nothing to read for a while", () => {
    assert.equal(told(false)(), "");
  });
});
