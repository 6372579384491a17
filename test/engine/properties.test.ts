import assert from "node:assert/strict";
import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { propertyChanges } from "../../src/engine/properties.ts";

/** What the engine tells of a thing whose inputs become others, with the paths that the provider says differ. */
function step(old: object, wanted: object, ...paths: readonly string[]): StepEventMetadata {
  const detailedDiff = Object.fromEntries(
    paths.map(path => [path, { diffKind: "update", inputDiff: false }]),
  );
  return { old: { inputs: old, outputs: old }, new: { inputs: wanted }, detailedDiff } as never;
}

describe("What differs of a thing", () => {
  it("is a list of plain values as a whole, since places in it mean nothing", () => {
    const changes = propertyChanges(
      step(
        { contexts: ["b", "c"] },
        { contexts: ["a", "b", "c"] },
        "contexts[0]",
        "contexts[1]",
        "contexts[2]",
      ),
    );
    assert.deepEqual(changes, [{ path: "contexts", from: ["b", "c"], to: ["a", "b", "c"] }]);
  });

  it("is such a list within another thing as well", () => {
    const rule = (...contexts: readonly string[]) => ({ checks: [{ strict: true, contexts }] });
    assert.deepEqual(propertyChanges(step(rule("a", "b"), rule("a"), "checks[0].contexts[1]")), [
      { path: "checks[0].contexts", from: ["a", "b"], to: ["a"] },
    ]);
  });

  it("stays what it is in a list of other things", () => {
    const rules = (value: number) => ({ rules: [{ tool: "x", value }] });
    assert.deepEqual(propertyChanges(step(rules(1), rules(2), "rules[0].value")), [
      { path: "rules[0].value", from: 1, to: 2 },
    ]);
  });
});
