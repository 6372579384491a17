import { deepStrictEqual } from "node:assert/strict";
import { environments } from "../../../src/repository/facets/environments.ts";
import { context, identity, liveRepository } from "./fixtures.ts";

const guarded = {
  reviewers: { teams: ["payments"], users: ["octocat"] },
  prevent_self_review: true,
  wait_minutes: 30,
  admins_bypass: false,
  branches: ["main", "release/*"],
  tags: ["v*"],
};

const liveEnvironments = {
  "/environments": {
    total_count: 3,
    environments: [
      {
        name: "Live",
        can_admins_bypass: false,
        protection_rules: [
          { id: 1, type: "wait_timer", wait_timer: 30 },
          {
            id: 2,
            type: "required_reviewers",
            prevent_self_review: true,
            reviewers: [
              { type: "Team", reviewer: { id: 11, name: "payments" } },
              { type: "User", reviewer: { id: 21, login: "octocat" } },
            ],
          },
          { id: 3, type: "branch_policy" },
        ],
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      },
      {
        name: "made-by-a-workflow",
        can_admins_bypass: true,
        protection_rules: [],
        deployment_branch_policy: null,
      },
      {
        name: "guarded",
        protection_rules: [{ id: 4, type: "branch_policy" }],
        deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
      },
    ],
  },
  "/environments/Live/deployment-branch-policies": {
    total_count: 3,
    branch_policies: [
      { id: 31, name: "main", type: "branch" },
      { id: 32, name: "release/*", type: "branch" },
      { id: 33, name: "v*", type: "tag" },
    ],
  },
};

function declared(environment: object) {
  return environments.resources?.({ ...identity, environments: { live: environment } }, context) ?? [];
}

describe("environments", () => {
  it("asks for a bare one with GitHub's own defaults", () => {
    deepStrictEqual(declared({}), [
      {
        kind: "environment",
        key: "live",
        args: {
          repository: "widgets",
          environment: "live",
          canAdminsBypass: true,
          preventSelfReview: false,
        },
        after: ["collaborators"],
      },
    ]);
  });

  it("asks for every rule, with a policy for each pattern once the environment is there", () => {
    const [environment, ...policies] = declared(guarded);
    deepStrictEqual(environment?.args, {
      repository: "widgets",
      environment: "live",
      canAdminsBypass: false,
      preventSelfReview: true,
      waitTimer: 30,
      reviewers: [{ teams: [11], users: [21] }],
      deploymentBranchPolicy: { customBranchPolicies: true, protectedBranches: false },
    });
    deepStrictEqual(
      policies.map(({ key, after }) => [key, after]),
      ["live/branch/main", "live/branch/release/*", "live/tag/v*"].map(key => [key, ["environment"]]),
    );
    deepStrictEqual(policies[2]?.args, { repository: "widgets", environment: "live", tagPattern: "v*" });
  });

  it("lets protected branches deploy, and no others", () => {
    const [environment, ...policies] = declared({ branches: "protected" });
    deepStrictEqual(environment?.args, {
      repository: "widgets",
      environment: "live",
      canAdminsBypass: true,
      preventSelfReview: false,
      deploymentBranchPolicy: { customBranchPolicies: false, protectedBranches: true },
    });
    deepStrictEqual(policies, []);
  });

  it("observes those that somebody configured, and those that are declared", async () => {
    const live = liveRepository(liveEnvironments);
    deepStrictEqual(await environments.observe(live, identity), {
      environments: { Live: guarded, guarded: { branches: "protected" } },
    });
    const known = { ...identity, environments: { live: {}, "made-by-a-workflow": {} } };
    deepStrictEqual(await environments.observe(live, known), {
      environments: { live: guarded, "made-by-a-workflow": {}, guarded: { branches: "protected" } },
    });
    deepStrictEqual(await environments.observe(liveRepository({}), known), {});
  });

  it("finds a declared one whatever its case, and reports the configured ones", async () => {
    const { environment, deploymentPolicy } = environments.kinds;
    const live = liveRepository(liveEnvironments);
    const args = { repository: "widgets", environment: "live" };
    deepStrictEqual(await environment.identify(args, live, "live"), "widgets:live");
    deepStrictEqual(await environment.identify(args, live, "absent"), undefined);
    deepStrictEqual(await environment.list?.(live), ["Live", "guarded"]);
    deepStrictEqual(await deploymentPolicy.identify(args, live, "live/tag/v*"), "widgets:live:33");
    deepStrictEqual(await deploymentPolicy.identify(args, live, "live/branch/v*"), undefined);
    deepStrictEqual(await deploymentPolicy.list?.(live), [
      "live/branch/main",
      "live/branch/release/*",
      "live/tag/v*",
    ]);
  });

  it("writes a colon of a name as the provider's ids do", async () => {
    const live = liveRepository({ "/environments": { total_count: 1, environments: [{ name: "eu:live" }] } });
    const id = await environments.kinds.environment.identify(
      { repository: "widgets", environment: "eu:live" },
      live,
      "eu:live",
    );
    deepStrictEqual(id, "widgets:eu??live");
  });

  it("refuses what GitHub would refuse or leave out", () => {
    const users = ["a", "b", "c", "d", "e", "f", "g"];
    const broken = {
      crowded: { reviewers: { users } },
      lonely: { prevent_self_review: true },
      torn: { branches: "protected" as const, tags: ["v*"] },
      fine: guarded,
    };
    deepStrictEqual(
      environments
        .check?.({ ...identity, environments: broken })
        .map(({ path, message }) => [path.join("."), message]),
      [
        ["environments.crowded.reviewers", "are 7; GitHub allows six"],
        ["environments.lonely.prevent_self_review", "needs `reviewers`: nobody reviews here"],
        ["environments.torn.tags", "cannot go with `branches: protected`: give branch patterns"],
      ],
    );
  });
});
