import assert from "node:assert/strict";
import fc from "fast-check";
import { stringify } from "yaml";
import { formatProblem } from "../../src/catalogue/problem.ts";
import { Source } from "../../src/catalogue/source.ts";

const text = `# a comment
labels:
  bug: &bug
    color: d73a4a
  error: *bug
topics: [a, b]
`;
const source = new Source("repo.yaml", text);
const place = (...args: Parameters<Source["problem"]>) => formatProblem(source.problem(...args));

describe("a source", () => {
  it("finds the place of a value and of its key", () => {
    assert.equal(place(["labels", "bug", "color"], "x"), "repo.yaml:4:12 x");
    assert.equal(place(["labels", "bug", "color"], "x", "key"), "repo.yaml:4:5 x");
    assert.equal(place(["topics", 1], "x"), "repo.yaml:6:13 x");
  });

  it("names the last key of a path that leads out of the file", () => {
    assert.equal(place(["labels", "bug", "name"], "x"), "repo.yaml:3:3 x");
    assert.equal(place(["archetype"], "x"), "repo.yaml:2:1 x");
    assert.equal(source.depth(["labels", "bug", "name"]), 2);
  });

  it("follows aliases to what they repeat", () => {
    assert.equal(place(["labels", "error", "color"], "x"), "repo.yaml:4:12 x");
    assert.deepEqual(source.value, {
      labels: { bug: { color: "d73a4a" }, error: { color: "d73a4a" } },
      topics: ["a", "b"],
    });
  });

  it("reads keys as texts, whatever they look like", () => {
    assert.deepEqual(new Source("f", "1: a\ntrue: b\nnull: c\n").value, { 1: "a", true: "b", null: "c" });
  });

  it("says the same as what was written, with no problems", () => {
    const value = fc.dictionary(
      fc.string({ minLength: 1 }),
      fc.oneof(fc.string(), fc.integer(), fc.boolean()),
    );
    fc.assert(
      fc.property(value, written => {
        fc.pre(!Object.hasOwn(written, "__proto__"));
        const read = new Source("f", stringify(written));
        assert.deepEqual(read.problems, []);
        assert.deepEqual(read.value, { ...written });
      }),
    );
  });

  it("survives any text", () => {
    const pieces = fc.constantFrom(
      "a",
      ": ",
      "- ",
      "\n",
      "  ",
      "\t",
      "[",
      "]",
      "{",
      "}",
      "&a ",
      "*a",
      "!t ",
      "'",
      '"',
      "#",
      "|",
      "? ",
      "---\n",
      "%",
      "\0",
    );
    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 40 }), parts => {
        const { value, problems } = new Source("f", parts.join(""));
        assert.ok(value !== undefined || problems.length > 0);
        for (const { line, column } of problems) assert.ok(line >= 1 && column >= 1);
      }),
      { numRuns: 500 },
    );
  });

  // Mocha keeps whole stacks of errors, which are deep here.
  const { stackTraceLimit } = Error;
  before(() => {
    Error.stackTraceLimit = 10;
  });
  after(() => {
    Error.stackTraceLimit = stackTraceLimit;
  });

  for (const depth of [100, 1000, 5000])
    it(`survives ${depth} brackets`, () => {
      for (const nested of ["[".repeat(depth), "[".repeat(depth) + "]".repeat(depth), "{a: ".repeat(depth)])
        assert.ok(new Source("f", nested));
    });
});
