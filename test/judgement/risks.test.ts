import assert from "node:assert/strict";
import type { Action, Change } from "../../src/engine/plan.ts";
import { marksOf } from "../../src/judgement/risks.ts";
import { describePlan } from "../../src/report/plan.ts";

type Told = readonly [path: string, from: unknown, to: unknown];

interface Case {
  readonly of?: "repository" | "cluster";
  readonly kind: string;
  readonly action?: Action;
  readonly effect?: NonNullable<Change["effect"]>;
  readonly properties?: readonly Told[];
}

const grant = (teamId: string, permission: string) => ({ teamId, permission });
const bypass = { actorType: "RepositoryRole", actorId: 5, bypassMode: "always" };
const selected = (...patterns: readonly string[]) => ({ githubOwned: true, verified: false, patterns });
const prune = { action: "delete", effect: "deleted" } as const;

/** What is marked, with what is said of it. */
const risky: Readonly<Record<string, readonly [expected: RegExp, what: Case]>> = {
  "a repository that becomes public": [
    /everybody can see it/,
    { kind: "repository", properties: [["visibility", "private", "public"]] },
  ],
  "one that is deleted": [/deleted for good/, { kind: "repository", ...prune }],
  "one that is archived with its entry": [
    /archive/,
    { kind: "repository", action: "delete", effect: "archived" },
  ],
  "one that is archived": [/archive/, { kind: "lifecycle", properties: [["archived", false, true]] }],
  "one that may be deleted": [
    /for good/,
    { kind: "lifecycle", properties: [["deletion", "archive", "permanent"]] },
  ],
  "a team with a higher role": [
    /ops gets admin/,
    { kind: "collaborators", properties: [["teams[0]", grant("ops", "push"), grant("ops", "admin")]] },
  ],
  "a team with a higher role, told by its name": [
    /ops gets admin/,
    { kind: "collaborators", properties: [["teams.ops.permission", "push", "admin"]] },
  ],
  "a person with a role, told by a name with a dot": [
    /octo\.cat gets pull/,
    { kind: "collaborators", properties: [['users["octo.cat"].permission', null, "pull"]] },
  ],
  "a person with a role": [
    /octocat gets pull/,
    { kind: "collaborators", properties: [["users[0]", null, { username: "octocat", permission: "pull" }]] },
  ],
  "a role of one's own": [
    /ops gets auditor/,
    { kind: "collaborators", properties: [["teams[0]", grant("ops", "admin"), grant("ops", "auditor")]] },
  ],
  "a ruleset that goes": [/weaker/, { kind: "ruleset", ...prune }],
  "one that only watches": [
    /weaker/,
    { kind: "ruleset", properties: [["enforcement", "active", "evaluate"]] },
  ],
  "a rule that goes": [/weaker/, { kind: "ruleset", properties: [["rules.deletion", true, null]] }],
  "fewer approvals": [
    /weaker/,
    { kind: "ruleset", properties: [["rules.pullRequest.requiredApprovingReviewCount", 2, 1]] },
  ],
  "a check that goes": [
    /weaker/,
    {
      kind: "ruleset",
      properties: [["rules.requiredStatusChecks.requiredChecks[1]", { context: "lint" }, null]],
    },
  ],
  "somebody who may bypass": [/weaker/, { kind: "ruleset", properties: [["bypassActors", [], [bypass]]] }],
  "one more who may": [/weaker/, { kind: "ruleset", properties: [["bypassActors[1]", null, bypass]] }],
  "other branches": [
    /weaker/,
    { kind: "ruleset", properties: [["conditions.refName.includes[0]", "~ALL", "refs/heads/x"]] },
  ],
  "classic protection that lets force pushes": [
    /weaker/,
    { kind: "branchProtection", properties: [["allowsForcePushes", false, true]] },
  ],
  "a classic rule's check that goes": [
    /weaker/,
    {
      kind: "branchProtection",
      properties: [["requiredStatusChecks[0].contexts", ["lint", "test"], ["test"]]],
    },
  ],
  "one more who may force-push": [
    /weaker/,
    { kind: "branchProtection", properties: [["forcePushBypassers", ["/a"], ["/a", "/mallory"]]] },
  ],
  "one more who may dismiss reviews": [
    /weaker/,
    {
      kind: "branchProtection",
      properties: [["requiredPullRequestReviews[0].dismissalRestrictions", ["/a"], ["/a", "/mallory"]]],
    },
  ],
  "a ruleset for something else": [/weaker/, { kind: "ruleset", properties: [["target", "branch", "tag"]] }],
  "checks that a new branch need not pass": [
    /weaker/,
    { kind: "ruleset", properties: [["rules.requiredStatusChecks.doNotEnforceOnCreate", false, true]] },
  ],
  "another App's word for a check": [
    /weaker/,
    {
      kind: "ruleset",
      properties: [["rules.requiredStatusChecks.requiredChecks.lint.integrationId", 1, 99]],
    },
  ],
  "another pattern": [
    /weaker/,
    { kind: "ruleset", properties: [["rules.commitMessagePattern.pattern", "^J", ".*"]] },
  ],
  "larger files": [/weaker/, { kind: "ruleset", properties: [["rules.maxFileSize.maxFileSize", 5, 100]] }],
  "code scanning that lets more through": [
    /weaker/,
    {
      kind: "ruleset",
      properties: [
        ["rules.requiredCodeScanning.requiredCodeScanningTools[0].alertsThreshold", "all", "none"],
      ],
    },
  ],
  "scanning that is first named to be off": [
    /weaker/,
    { kind: "securityFeatures", properties: [["secretScanning", null, false]] },
  ],
  "an environment for all protected branches": [
    /weaker/,
    { kind: "environment", properties: [["deployFrom", "patterns", "protected"]] },
  ],
  "more actions": [
    /run more/,
    { kind: "actionsPermissions", properties: [["selected", selected("acme/*"), selected("*")]] },
  ],
  "verified creators' actions": [
    /run more/,
    {
      kind: "actionsPermissions",
      properties: [["selected", selected("acme/*"), { ...selected("acme/*"), verified: true }]],
    },
  ],
  "actions of others": [
    /run more/,
    { kind: "actionsPermissions", properties: [["allowed", "local_only", "selected"]] },
  ],
  "an environment that goes": [/secrets/, { kind: "environment", ...prune }],
  "one with fewer reviewers": [
    /weaker/,
    { kind: "environment", properties: [["reviewerTeams", [1, 2], [1]]] },
  ],
  "one that more branches deploy to": [
    /weaker/,
    { kind: "environment", properties: [["branches", ["main"], ["main", "x"]]] },
  ],
  "workflows that may write": [
    /may write/,
    { kind: "actionsPermissions", properties: [["workflowToken", "read", "write"]] },
  ],
  "alerts that are off": [/weaker/, { kind: "dependabotAlerts", properties: [["enabled", true, false]] }],
  "push protection that is off": [
    /weaker/,
    { kind: "securityFeatures", properties: [["pushProtection", true, false]] },
  ],
  "CodeQL that is off": [
    /weaker/,
    { kind: "codeScanning", properties: [["state", "configured", "not-configured"]] },
  ],
  "a new deploy key": [
    /read/,
    { kind: "deployKey", action: "create", properties: [["readOnly", null, true]] },
  ],
  "one that may write": [
    /write/,
    { kind: "deployKey", action: "create", properties: [["readOnly", null, false]] },
  ],
  "a tenant's other rights": [
    /other rights/,
    { of: "cluster", kind: "RoleBinding", properties: [["subjects", [], [{ kind: "User" }]]] },
  ],
  "a namespace that goes": [/everything in it/, { of: "cluster", kind: "Namespace", ...prune }],
  "network rules that go": [/other protection/, { of: "cluster", kind: "NetworkPolicy", ...prune }],
};

const harmless: Readonly<Record<string, Case>> = {
  "a description": { kind: "repository", properties: [["description", "a", "b"]] },
  "a repository that becomes private": {
    kind: "repository",
    properties: [["visibility", "public", "private"]],
  },
  "one that is let go of": { kind: "repository", action: "delete", effect: "forgotten" },
  "a lower role": {
    kind: "collaborators",
    properties: [["teams[0]", grant("ops", "admin"), grant("ops", "pull")]],
  },
  "a lower role, told by its team's name": {
    kind: "collaborators",
    properties: [["teams.ops.permission", "admin", "pull"]],
  },
  "a team that has no role any more": {
    kind: "collaborators",
    properties: [["teams.ops.permission", "admin", null]],
  },
  "another order of teams": {
    kind: "collaborators",
    properties: [
      ["teams[0]", grant("a", "admin"), grant("b", "pull")],
      ["teams[1]", grant("b", "pull"), grant("a", "admin")],
    ],
  },
  "a new ruleset": { kind: "ruleset", action: "create", properties: [["bypassActors", null, [bypass]]] },
  "a rule more": { kind: "ruleset", properties: [["rules.deletion", null, true]] },
  "more approvals": {
    kind: "ruleset",
    properties: [["rules.pullRequest.requiredApprovingReviewCount", 1, 2]],
  },
  "one fewer who may bypass": { kind: "ruleset", properties: [["bypassActors[1]", bypass, null]] },
  "an environment with more reviewers": {
    kind: "environment",
    properties: [["reviewerTeams", [1], [1, 2]]],
  },
  "one half made that is taken over": {
    kind: "environment",
    action: "import",
    properties: [["branches", [], ["main"]]],
  },
  "what is no longer named": { kind: "securityFeatures", properties: [["advancedSecurity", true, null]] },
  "code scanning that lets less through": {
    kind: "ruleset",
    properties: [
      [
        "rules.requiredCodeScanning.requiredCodeScanningTools[0].securityAlertsThreshold",
        "none",
        "high_or_higher",
      ],
    ],
  },
  "another way to merge from the queue": {
    kind: "ruleset",
    properties: [["rules.mergeQueue.mergeMethod", "MERGE", "SQUASH"]],
  },
  "reviews that only some may dismiss from now on": {
    kind: "branchProtection",
    properties: [
      ["requiredPullRequestReviews[0].restrictDismissals", false, true],
      ["requiredPullRequestReviews[0].dismissalRestrictions", [], ["/a"]],
    ],
  },
  "pushes for some alone from now on": {
    kind: "branchProtection",
    properties: [["restrictPushes[0].pushAllowances", null, ["/a"]]],
  },
  "an environment for some branches alone": {
    kind: "environment",
    properties: [
      ["deployFrom", "all", "patterns"],
      ["branches", [], ["main"]],
    ],
  },
  "smaller files": { kind: "ruleset", properties: [["rules.maxFileSize.maxFileSize", 100, 5]] },
  "checks that a new branch has to pass too": {
    kind: "ruleset",
    properties: [["rules.requiredStatusChecks.doNotEnforceOnCreate", true, false]],
  },
  "an App that has to say it": {
    kind: "ruleset",
    properties: [["rules.requiredStatusChecks.requiredChecks.lint.integrationId", null, 1]],
  },
  "one fewer who may push": {
    kind: "branchProtection",
    properties: [["restrictPushes[0].pushAllowances", ["/a", "/b"], ["/a"]]],
  },
  "fewer actions": {
    kind: "actionsPermissions",
    properties: [["selected", selected("acme/*", "other/*"), selected("acme/*")]],
  },
  "a new tenant's rights": { of: "cluster", kind: "RoleBinding", action: "create" },
  "a variable": { kind: "variable", properties: [["value", "a", "b"]] },
};

function changeOf({ of = "repository", kind, action = "update", effect, properties = [] }: Case): Change {
  return {
    [of]: "somewhere",
    kind,
    action,
    ...(effect ? { effect } : {}),
    properties: properties.map(([path, from, to]) => ({ path, from, to })),
  };
}

describe("What to look at twice in a plan", () => {
  for (const [title, [expected, what]] of Object.entries(risky))
    it(`is ${title}`, () => {
      assert.match(
        marksOf([changeOf(what)])
          .map(({ risk }) => risk)
          .join(),
        expected,
      );
    });

  for (const [title, what] of Object.entries(harmless))
    it(`is not ${title}`, () => {
      assert.deepEqual(marksOf([changeOf(what)]), []);
    });

  it("comes first where a plan is told", () => {
    const changes = [changeOf(harmless["a description"] as Case), changeOf({ kind: "ruleset", ...prune })];
    const extent = { made: [], changed: [], removed: [] };
    const told = describePlan({ stack: "github", changes, extent, same: 0, diagnostics: [] });
    // biome-ignore lint/suspicious/noControlCharactersInRegex: colours
    const [first, second] = told.replace(/\x1b\[\d+m/g, "").split("\n");
    assert.deepEqual([first, second], ["Look twice", "  ! somewhere, ruleset: weaker protection"]);
  });
});
