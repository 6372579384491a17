import assert from "node:assert/strict";
import { matchesPattern } from "../../../sandbox/github/ref-pattern.ts";

describe("a branch pattern", () => {
  const cases: [pattern: string, matches: string[], misses: string[]][] = [
    ["main", ["main"], ["mains", "a/main"]],
    ["release/*", ["release/1"], ["release/1/2", "release"]],
    ["release/**/*", ["release/1", "release/1/2/3"], ["release"]],
    ["*", ["main"], ["feature/x"]],
    ["v?.[0-9]", ["v1.0"], ["v10.0", "v1.x"]],
    ["[!a]x", ["bx"], ["ax", "/x"]],
    ["a.b+c(d)", ["a.b+c(d)"], ["aXb+c(d)"]],
    ["refs/heads/**/*", ["refs/heads/main", "refs/heads/a/b"], ["refs/tags/v1"]],
    ["wei\\*rd", ["wei*rd"], ["weird"]],
  ];
  for (const [pattern, matches, misses] of cases) {
    it(`${pattern} matches ${matches.join(", ")} and not ${misses.join(", ")}`, () => {
      for (const name of matches) assert.equal(matchesPattern(pattern, name), true, name);
      for (const name of misses) assert.equal(matchesPattern(pattern, name), false, name);
    });
  }
});
