import { deepStrictEqual } from "node:assert/strict";
import { compare } from "../../src/demo/expectation.ts";
import { mischief } from "../../src/demo/mischief.ts";
import type { Difference } from "../../src/loop/drift.ts";

describe("the demo's comparison of what was done with what was found", () => {
  const asFound = (): Difference[] =>
    mischief.map(({ repository, kind, key }) => ({
      repository,
      kind,
      ...(key === undefined ? {} : { key }),
      declared: "one",
      found: "another",
    }));

  it("is content when they are the same", () => {
    deepStrictEqual(compare(asFound(), mischief), { missed: [], strange: [] });
  });

  it("names what drift missed", () => {
    deepStrictEqual(compare(asFound().slice(1), mischief).missed, [mischief[0]]);
  });

  it("names what nobody did", () => {
    const stranger: Difference = { repository: "fleet", kind: "labels", declared: "one", found: "another" };
    deepStrictEqual(compare([...asFound(), stranger], mischief).strange, [stranger]);
  });
});
