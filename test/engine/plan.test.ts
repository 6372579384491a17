import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { type Plan, Planner } from "../../src/engine/plan.ts";

/** What a real engine said, recorded by record.ts. */
function recorded(name: string): readonly EngineEvent[] {
  const text = readFileSync(join(import.meta.dirname, "fixtures", `${name}.jsonl`), "utf8");
  return text
    .trim()
    .split("\n")
    .map(line => JSON.parse(line));
}

function planner(events: readonly EngineEvent[]): Planner {
  const planner = new Planner();
  for (const event of events) planner.add(event);
  return planner;
}

function planOf(name: string): Plan {
  return planner(recorded(name)).plan("github");
}

function names({ changes }: Pick<Plan, "changes">): string[] {
  return changes.map(({ repository, kind, key, action }) => [action, repository, kind, key].join(" ")).sort();
}

function find({ changes }: Plan, kind: string, key?: string) {
  const change = changes.find(change => change.kind === kind && change.key === key);
  assert.ok(change, `no change of ${kind} ${key}`);
  return change;
}

/** A step of the engine as it tells of it, on a child of the component `alpha`. */
function step(op: string, name: string, more: object = {}): EngineEvent {
  const type = "fairway:index:Lifecycle";
  const urn = `urn:pulumi:github::fairway::fairway:github:StandardRepository$${type}::${name}`;
  const state = { type, urn, custom: true, id: "x", parent: "", inputs: {}, outputs: {}, provider: "" };
  const old = op === "create" ? undefined : { ...state, ...more };
  const wanted = op === "delete" ? undefined : state;
  return { resourcePreEvent: { metadata: { op, urn, type, old, new: wanted, provider: "" } } } as EngineEvent;
}

/** What is said where GitHub refuses something: by a provider and, with more words before it, by the engine. */
function refusal(message: string, urn?: string, before = ""): EngineEvent {
  const wrapped = `${before}1 error occurred:\n\t* ${message}\n\n`;
  const about = urn === undefined ? {} : { urn };
  return {
    diagnosticEvent: { ...about, severity: "error", color: "never", message: wrapped },
  } as EngineEvent;
}

describe("A plan read from the engine's events", () => {
  it("has every new thing with all that is declared of it, and neither components nor providers", () => {
    const plan = planOf("create");
    assert.deepEqual(names(plan), [
      "create alpha label defect",
      "create alpha label old",
      "create alpha repository ",
      "create alpha secret TOKEN",
      "create beta label defect",
      "create beta repository ",
      "create beta variable REGION",
    ]);
    assert.equal(plan.same, 0);
    assert.deepEqual(find(plan, "label", "old").properties, [
      { path: "color", from: null, to: "000000" },
      { path: "name", from: null, to: "old" },
      { path: "repository", from: null, to: "alpha" },
    ]);
  });

  it("never shows a secret", () => {
    const created = find(planOf("create"), "secret", "TOKEN");
    assert.deepEqual(
      created.properties.find(({ path }) => path === "value"),
      { path: "value", from: null, to: "(secret)" },
    );
    const changed = find(planOf("change"), "secret", "TOKEN");
    assert.deepEqual(changed.properties, [{ path: "value", from: "(secret)", to: "(secret)" }]);
  });

  it("tells of a secret that changed within something else that looks the same", () => {
    const hook = (more: object) => ({ inputs: { configuration: { url: "https://x.example", ...more } } });
    const changed = step("update", "alpha/webhook/x", hook({ secret: "[secret]" }));
    Object.assign(changed.resourcePreEvent?.metadata ?? {}, {
      new: changed.resourcePreEvent?.metadata.old,
      detailedDiff: { configuration: { diffKind: "update", inputDiff: true } },
    });
    const configuration = { url: "https://x.example", secret: "(secret)" };
    assert.deepEqual(planner([changed]).plan("github").changes[0]?.properties, [
      { path: "configuration", from: configuration, to: configuration },
    ]);
  });

  it("is empty when everything is as declared", () => {
    const plan = planOf("same");
    assert.deepEqual(plan.changes, []);
    assert.equal(plan.same, 7);
  });

  it("tells what somebody changed by hand: what was found and what is declared", () => {
    const plan = planOf("drift");
    assert.deepEqual(names(plan), ["create alpha label old", "update alpha label defect"]);
    assert.deepEqual(find(plan, "label", "defect").properties, [
      { path: "color", from: "123456", to: "ff0000" },
    ]);
  });

  it("tells changes, additions and removals apart, and a removed repository once", () => {
    const plan = planOf("change");
    assert.deepEqual(names(plan), [
      "create alpha label new",
      "delete alpha label old",
      "delete beta repository ",
      "update alpha label defect",
      "update alpha repository ",
      "update alpha secret TOKEN",
    ]);
    assert.equal(find(plan, "label", "old").effect, "deleted");
    assert.deepEqual(find(plan, "label", "defect").properties, [
      { path: "color", from: "ff0000", to: "00ff00" },
    ]);
  });

  it("knows what it makes, changes and takes away, for a run of a part of it", () => {
    const ends = (urns: readonly string[]) => urns.map(urn => urn.slice(urn.lastIndexOf("::") + 2)).sort();
    const { made, changed, removed } = planOf("change").extent;
    assert.deepEqual(ends(made), ["alpha/label/new"]);
    assert.deepEqual(ends(changed), ["alpha/label/defect", "alpha/repository", "alpha/secret/TOKEN"]);
    assert.deepEqual(ends(removed), [
      "alpha/label/old",
      "beta",
      "beta/label/defect",
      "beta/repository",
      "beta/variable/REGION",
    ]);
    const drift = planOf("drift").extent;
    assert.deepEqual([ends(drift.made), ends(drift.changed)], [["alpha/label/old"], ["alpha/label/defect"]]);
  });

  it("takes a replacement's steps for one change", () => {
    const ops = ["create-replacement", "replace", "delete-replaced"];
    const { changes } = planner(ops.map(op => step(op, "alpha/variable/REGION"))).plan("github");
    assert.deepEqual(
      changes.map(({ action, key }) => [action, key]),
      [["replace", "REGION"]],
    );
  });

  for (const [deletion, effect] of [
    ["archive", "archived"],
    ["permanent", "deleted"],
  ] as const) {
    it(`tells that a repository with \`deletion: ${deletion}\` is ${effect}, and nothing else of it`, () => {
      const events = [
        step("delete", "alpha/label/defect"),
        step("delete", "alpha/repository", { retainOnDelete: true }),
        step("delete", "alpha/lifecycle", { inputs: { deletion } }),
      ];
      const { changes } = planner(events).plan("github");
      assert.deepEqual(changes, [
        { repository: "alpha", kind: "repository", action: "delete", effect, properties: [] },
      ]);
    });
  }

  it("tells a thing that only leaves the state from one that goes", () => {
    const { changes } = planner([step("delete", "alpha/webhook/x", { retainOnDelete: true })]).plan("github");
    assert.equal(changes[0]?.effect, "forgotten");
  });
});

describe("The outcome of a run", () => {
  it("has what was finished", () => {
    const outcome = planner(recorded("created")).outcome("github");
    assert.equal(outcome.changes.length, 7);
    assert.deepEqual(outcome.failed, []);
  });

  it("has what was refused, with the reason, and not what was never begun", () => {
    const done = step("create", "alpha/label/a");
    const refused = step("create", "alpha/label/b");
    const urn = refused.resourcePreEvent?.metadata.urn;
    const outcome = planner([
      done,
      { resOutputsEvent: { metadata: done.resourcePreEvent?.metadata } } as EngineEvent,
      refused,
      step("create", "alpha/label/c"),
      refusal("POST http://127.0.0.1/labels: 500 boom []", urn),
      {
        resOpFailedEvent: { metadata: refused.resourcePreEvent?.metadata, status: 0, steps: 1 },
      } as EngineEvent,
    ]).outcome("github");
    assert.deepEqual(names(outcome), ["create alpha label a"]);
    assert.deepEqual(names({ changes: outcome.failed }), ["create alpha label b"]);
    assert.deepEqual(outcome.diagnostics, [
      {
        severity: "error",
        message: "POST http://127.0.0.1/labels: 500 boom []",
        subject: { repository: "alpha", kind: "label", key: "b" },
      },
    ]);
  });

  it("has a reason for each thing that was refused, also where it is the same, and what the engine says again once", () => {
    const message = "POST http://127.0.0.1/labels: 422 Validation Failed []";
    const urns = ["b", "c"].map(key => step("create", `alpha/label/${key}`).resourcePreEvent?.metadata.urn);
    const events = [...urns, ...urns, undefined].map(urn => refusal(message, urn));
    const again = urns.map(urn => refusal(message, urn, `1 error occurred:\n\t* creating ${urn}: `));
    const { diagnostics } = planner([...events, ...again]).outcome("github");
    assert.deepEqual(
      diagnostics.map(({ subject }) => subject?.key),
      ["b", "c"],
    );
  });
});
