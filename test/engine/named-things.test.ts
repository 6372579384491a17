import assert from "node:assert/strict";
import { changesByName } from "../../src/engine/named-things.ts";

const team = (teamId: string, permission: string) => ({ teamId, permission });
const user = (username: string, permission: string) => ({ username, permission });
const actor = (actorType: string, actorId?: number, bypassMode = "always") => ({
  actorType,
  ...(actorId === undefined ? {} : { actorId }),
  bypassMode,
});
const label = (color: string, description = "") => ({ color, description });

type Case = readonly [path: string, from: unknown, to: unknown, changes: readonly (readonly unknown[])[]];

const cases: Readonly<Record<string, Case>> = {
  "a team that was added where another one changed, and both have other places": [
    "teams",
    [team("payments", "pull"), team("search", "admin"), team("platform", "admin")],
    [team("platform", "admin"), team("payments", "maintain")],
    [
      ["teams.payments.permission", "pull", "maintain"],
      ["teams.search.permission", "admin", null],
    ],
  ],
  "somebody who is the first": [
    "users",
    null,
    [user("octo.cat", "pull")],
    [['users["octo.cat"].permission', null, "pull"]],
  ],
  "who may bypass a ruleset, whatever number GitHub gives whom there is only one of": [
    "bypassActors",
    [actor("OrganizationAdmin", 1), actor("Team", 5), actor("RepositoryRole", 5, "pull_request")],
    [actor("OrganizationAdmin"), actor("RepositoryRole", 5)],
    [
      ['bypassActors["RepositoryRole 5"].bypassMode', "pull_request", "always"],
      ['bypassActors["Team 5"].bypassMode', "always", null],
    ],
  ],
  "a check that goes, by what it is called": [
    "rules.checks",
    [
      { context: "lint", integrationId: 0 },
      { context: "test (node 24)", integrationId: 0 },
    ],
    [{ context: "test (node 24)" }],
    [["rules.checks.lint", { context: "lint", integrationId: 0 }, null]],
  ],
  "a label's field, and a label": [
    "labels",
    { bug: label("ededed"), "good first issue": label("000000") },
    { bug: label("d73a4a"), "good first issue": label("000000"), 'so "said"': label("ffffff", "x") },
    [
      ["labels.bug.color", "ededed", "d73a4a"],
      ['labels["so \\"said\\""]', null, label("ffffff", "x")],
    ],
  ],
  "no two that have the same name": [
    "teams",
    [team("a", "pull"), team("a", "push")],
    [team("a", "pull")],
    [],
  ],
  "none whose name nobody knows yet": ["teams", [], [team("(known after it is made)", "pull")], []],
  "no values": ["branches", ["main"], ["main", "x"], []],
  "no properties of one thing": ["rules", { deletion: true }, { deletion: false }, []],
};

describe("Changes among things that name themselves", () => {
  for (const [title, [path, from, to, changes]] of Object.entries(cases))
    it(`tell of ${title}`, () => {
      assert.deepEqual(
        changesByName(path, { from, to }).map(change => [change.path, change.from, change.to]),
        changes,
      );
    });
});
