import { deepStrictEqual } from "node:assert/strict";
import { compare } from "../../src/demo/expectation.ts";
import { mischief } from "../../src/demo/mischief.ts";
import type { Difference } from "../../src/loop/drift.ts";

describe("the demo's comparison of what was done with what was found", () => {
  const asFound = (): Difference[] =>
    mischief.flatMap(({ repository, kind, key, also }) => {
      const common = { repository, declared: "one", found: "another" };
      const itself = { ...common, kind, ...(key === undefined ? {} : { key }) };
      return [itself, ...(also ? [{ ...common, kind: also }] : [])];
    });

  it("is content when they are the same", () => {
    deepStrictEqual(compare(asFound(), mischief), { missed: [], strange: [] });
  });

  it("names what drift missed", () => {
    deepStrictEqual(compare(asFound().slice(1), mischief).missed, [mischief[0]]);
  });

  it("names what drift found a part of only", () => {
    const found = asFound().filter(({ kind }) => kind !== "securityFeatures");
    deepStrictEqual(
      compare(found, mischief).missed.map(({ repository }) => repository),
      ["pricing", "notifications"],
    );
  });

  it("names what nobody did", () => {
    const stranger: Difference = { repository: "fleet", kind: "labels", declared: "one", found: "another" };
    deepStrictEqual(compare([...asFound(), stranger], mischief).strange, [stranger]);
  });
});
