import assert from "node:assert/strict";
import { component } from "../../src/engine/component.ts";
import type { Change } from "../../src/engine/plan.ts";
import { childName, urnOf } from "../../src/engine/urn.ts";
import { closedGates, nothingPermitted } from "../../src/judgement/gates.ts";

const registration = {
  stack: "github",
  project: "fairway",
  parent: component.standardRepository,
  type: "github:index/repository:Repository",
};

const state = (repositories: number) => ({
  version: 3,
  deployment: {
    resources: Array.from({ length: repositories }, (_, index) => ({
      urn: urnOf({ ...registration, name: childName(`r${index}`, "repository") }),
      type: registration.type,
    })),
  },
});

const gone = (repository: string, effect: "archived" | "forgotten" = "archived"): Change => ({
  repository,
  kind: "repository",
  action: "delete",
  effect,
  properties: [],
});

const archived: Change = {
  repository: "d",
  kind: "lifecycle",
  action: "update",
  properties: [{ path: "archived", from: false, to: true }],
};

const opened: Change = {
  repository: "a",
  kind: "ruleset",
  key: "main",
  action: "delete",
  effect: "deleted",
  properties: [],
};

const options = (
  changes: readonly Change[],
  removals: number | string,
  permission?: Parameters<typeof closedGates>[3],
) => closedGates({ changes }, state(40), { removals }, permission).map(({ option }) => option);

describe("The gates of a run", () => {
  it("let as many go as the standard says, and ask for the names of more", () => {
    assert.deepEqual(options([gone("a"), gone("b")], 2), []);
    assert.deepEqual(options([gone("a"), gone("b"), archived], 2), ["--remove a b d"]);
  });

  it("count what is forgotten, and what was named, as nothing", () => {
    assert.deepEqual(options([gone("a"), gone("b", "forgotten")], 1), []);
    assert.deepEqual(options([gone("a"), gone("b")], 1, { ...nothingPermitted, remove: ["b"] }), []);
  });

  it("know shares as well as numbers", () => {
    assert.deepEqual(options([gone("a"), gone("b")], "5%"), []);
    assert.deepEqual(options([gone("a"), gone("b"), gone("c")], "5%"), ["--remove a b c"]);
  });

  it("count teams and namespaces, each by its own name", () => {
    const others: Change[] = [
      {
        organization: "acme",
        kind: "team",
        key: "core",
        action: "delete",
        effect: "deleted",
        properties: [],
      },
      { cluster: "live", kind: "Namespace", key: "shop", action: "replace", properties: [] },
    ];
    assert.deepEqual(options(others, 0), ["--remove core shop"]);
  });

  it("ask before there is weaker protection than before", () => {
    assert.deepEqual(options([opened], 5), ["--allow-weaker"]);
    assert.deepEqual(options([opened], 5, { ...nothingPermitted, weaker: true }), []);
  });

  it("ask before a repository that is there becomes public, and not for a new one", () => {
    const shown = (action: "create" | "update" | "import"): Change => ({
      repository: "a",
      kind: "repository",
      action,
      properties: [{ path: "visibility", from: action === "create" ? null : "private", to: "public" }],
    });
    assert.deepEqual(options([shown("create")], 5), []);
    for (const action of ["update", "import"] as const) {
      assert.deepEqual(options([shown(action)], 5), ["--allow-public"]);
      assert.deepEqual(options([shown(action)], 5, { ...nothingPermitted, publish: true }), []);
    }
  });
});
