import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { Difference } from "../../src/loop/drift.ts";
import { countDifferences, describeDifferences, describeUndeclared } from "../../src/report/drift.ts";

const described = (differences: readonly Difference[]) =>
  stripVTControlCharacters(describeDifferences(differences));

function missing(repository: string, kind: string): Difference {
  return { repository, kind, declared: {}, found: null };
}

const differing: readonly Difference[] = [
  { repository: "beta", kind: "repository", property: "hasWiki", declared: false, found: true },
  {
    repository: "beta",
    kind: "repository",
    property: "homepageUrl",
    declared: "",
    found: "https://x.example",
  },
  { repository: "alpha", kind: "variable", key: "REGION", property: "value", declared: "eu", found: "us" },
];

describe("Differences for people", () => {
  it("stand under the repository they are in, a line each", () => {
    assert.equal(
      described(differing),
      "alpha\n  variable REGION: value is us, declared is eu\n\n" +
        'beta\n  repository: hasWiki is true, declared is false\n  repository: homepageUrl is https://x.example, declared is ""',
    );
  });

  it("tell after when they came about, where that is known", () => {
    const after = "2026-11-21T09:14:02Z";
    assert.equal(
      described([{ ...missing("alpha", "labels"), after }]),
      `alpha\n  labels: declared, and not there (after ${after})`,
    );
  });

  it("tell who made them, where that is known", () => {
    const origin = { after: "2026-11-21T09:14:02Z", by: "octocat", at: "2026-11-22T10:00:00Z" };
    assert.equal(
      described([{ ...missing("alpha", "labels"), ...origin }]),
      "alpha\n  labels: declared, and not there (by octocat at 2026-11-22T10:00:00Z)",
    );
  });

  it("are counted, and the things they are in where these are fewer", () => {
    assert.equal(countDifferences(differing), "3 differences in 2 things");
    assert.equal(countDifferences(differing.slice(0, 2)), "2 differences in 1 thing");
    assert.equal(countDifferences(differing.slice(1)), "2 differences");
    assert.equal(countDifferences(differing.slice(2)), "1 difference");
  });

  it("say of a repository that is gone that nothing in it is there either, once", () => {
    const gone = ["repository", "labels", "topics"].map(kind => missing("alpha", kind));
    assert.equal(
      described([...gone, missing("beta", "labels")]),
      "alpha\n  repository: declared, and not there, nor is anything in it (2 things)\n\nbeta\n  labels: declared, and not there",
    );
  });
});

describe("Repositories in no entry, for people", () => {
  const told = (count: number) =>
    describeUndeclared(Array.from({ length: count }, (_, index) => `r${index}`));

  it("are named in a line, the first ten of them", () => {
    assert.equal(told(1), "1 repository is in no entry: r0 (`fairway import r0`).");
    assert.equal(told(2), "2 repositories are in no entry: r0, r1 (`fairway import NAME…`).");
    assert.match(told(12), /^12 repositories are in no entry: r0, .*, r9 and 2 more \(/);
  });
});
