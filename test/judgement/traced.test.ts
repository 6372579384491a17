import assert from "node:assert/strict";
import type { AuditedEvent, Trace, Trail } from "../../src/github/trail.ts";
import { type Traceable, traced } from "../../src/judgement/traced.ts";

const after = "2026-11-21T09:00:00Z";
const [early, late, later] = ["2026-11-21T08:00:00Z", "2026-11-21T10:00:00Z", "2026-11-21T11:00:00Z"];

/** A trail that knows these things, and remembers what it was asked. */
class Known {
  readonly asked: string[] = [];
  readonly #deeds: readonly AuditedEvent[];
  readonly #ruleset: Trace | undefined;

  constructor(deeds: readonly AuditedEvent[] = [], ruleset?: Trace) {
    this.#deeds = deeds;
    this.#ruleset = ruleset;
  }

  async deedsIn(repository: string, since: string) {
    this.asked.push(`${repository} since ${since}`);
    return this.#deeds;
  }

  async lastOfRuleset(repository: string, id: number) {
    this.asked.push(`${repository} ruleset ${id}`);
    return this.#ruleset;
  }
}

const deed = (action: string, at: string, by: string, fields = {}): AuditedEvent => ({
  action,
  at,
  by,
  fields,
});

async function origins(differences: readonly Traceable[], known: Known, id?: string) {
  const found = await traced(differences, known as unknown as Trail, () => id);
  return found.map(({ by, at }) => (by === undefined ? undefined : `${by} ${at}`));
}

describe("Who made a difference", () => {
  const environment = { repository: "alpha", kind: "environment", key: "live", after };

  it("is who changed just that thing last", async () => {
    const known = new Known([
      deed("environment.update_protection_rule", later, "eve", { environment_name: "preview" }),
      deed("environment.update_protection_rule", later, "mallory", { environment_name: "live" }),
      deed("environment.update_protection_rule", late, "alice", { environment_name: "live" }),
    ]);
    assert.deepEqual(await origins([environment], known), [`mallory ${later}`]);
  });

  it("is nobody where what is told happened before Fairway wrote the thing, or concerns something else", async () => {
    const known = new Known([
      deed("hook.config_changed", later, "eve", { environment_name: "live" }),
      deed("environment.create", early, "alice", { environment_name: "live" }),
    ]);
    assert.deepEqual(await origins([environment], known), [undefined]);
  });

  it("is found by the thing's id where no name is told", async () => {
    const hook = { repository: "alpha", kind: "webhook", key: "hooks.example.com 1f2e3d4c", after };
    const known = new Known([deed("hook.config_changed", late, "alice", { hook_id: 7 })]);
    assert.deepEqual(await origins([hook], known, "7"), [`alice ${late}`]);
    assert.deepEqual(await origins([hook], known, "8"), [undefined]);
  });

  it("is told of those settings of a repository that the log knows, and of no other", async () => {
    const of = (property: string) => ({ repository: "alpha", kind: "repository", property, after });
    const known = new Known([
      deed("repo.access", late, "alice"),
      deed("repo.change_merge_setting", later, "eve"),
    ]);
    const found = await origins([of("visibility"), of("allowAutoMerge"), of("description")], known);
    assert.deepEqual(found, [`alice ${late}`, `eve ${later}`, undefined]);
  });

  it("is told of a ruleset by its own history, and by the log where that says nothing newer", async () => {
    const ruleset = { repository: "alpha", kind: "ruleset", key: "default-branch", after };
    const log = [deed("repository_ruleset.update", late, "eve", { ruleset_name: "default-branch" })];
    const by = new Known(log, { by: "alice", at: later });
    assert.deepEqual(await origins([ruleset], by, "12"), [`alice ${later}`]);
    assert.deepEqual(by.asked, ["alpha ruleset 12"]);
    const old = new Known(log, { by: "alice", at: early });
    assert.deepEqual(await origins([ruleset], old, "12"), [`eve ${late}`]);
  });

  it("is asked for once in a repository, and not where nothing could be told", async () => {
    const known = new Known();
    const labels = { repository: "beta", kind: "labels", after };
    const strange = { ...environment, repository: "gamma", after: undefined };
    const older = { ...environment, key: "preview", after: early };
    await origins(
      [environment, older, labels, strange as never, { kind: "team", key: "core", after }],
      known,
    );
    assert.deepEqual(known.asked, [`alpha since ${early}`]);
  });
});
