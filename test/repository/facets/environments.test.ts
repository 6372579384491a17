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
  return environments.resources?.({ ...identity, environments: { Live: environment } }, context) ?? [];
}

describe("environments", () => {
  const bare = {
    owner: "acme",
    repository: "widgets",
    environment: "Live",
    reviewerTeams: [],
    reviewerUsers: [],
    preventSelfReview: false,
    waitMinutes: 0,
    adminsBypass: true,
    deployFrom: "all",
    branches: [],
    tags: [],
  };

  it("asks for a bare one with GitHub's own defaults", () => {
    deepStrictEqual(declared({}), [
      { kind: "environment", key: "live", args: bare, after: ["collaborators"] },
    ]);
  });

  it("asks for every rule, lists in an order of their own", () => {
    const { args } = declared({ ...guarded, branches: ["release/*", "main"] })[0] ?? {};
    deepStrictEqual(args, {
      ...bare,
      reviewerTeams: [11],
      reviewerUsers: [21],
      preventSelfReview: true,
      waitMinutes: 30,
      adminsBypass: false,
      deployFrom: "patterns",
      branches: ["main", "release/*"],
      tags: ["v*"],
    });
  });

  it("lets protected branches deploy, or nothing at all", () => {
    deepStrictEqual(declared({ branches: "protected" })[0]?.args, { ...bare, deployFrom: "protected" });
    deepStrictEqual(declared({ branches: [] })[0]?.args, { ...bare, deployFrom: "patterns" });
  });

  it("asks for what it tells the jobs that deploy to it, once it is there", () => {
    const [, variable, secret, ...others] = declared({
      variables: { REGION: "eu" },
      secrets: { TOKEN: { env: "WIDGETS_LIVE_TOKEN" } },
    });
    const of = { repository: "widgets", environment: "Live" };
    deepStrictEqual(variable, {
      kind: "environmentVariable",
      key: "live/REGION",
      args: { ...of, variableName: "REGION", value: "eu" },
      after: ["environment"],
    });
    deepStrictEqual(secret, {
      kind: "environmentSecret",
      key: "live/TOKEN",
      args: { ...of, owner: "acme", name: "TOKEN", value: context.secret({ env: "WIDGETS_LIVE_TOKEN" }) },
      after: ["environment"],
    });
    deepStrictEqual(others, []);
  });

  it("observes of what it tells as much as is declared", async () => {
    const live = liveRepository({
      ...liveEnvironments,
      "/environments/Live/variables": {
        total_count: 2,
        variables: [
          { name: "REGION", value: "us" },
          { name: "BY_HAND", value: "1" },
        ],
      },
    });
    const secrets = { TOKEN: { env: "WIDGETS_LIVE_TOKEN" } };
    const known = {
      ...identity,
      environments: { Live: { variables: { REGION: "eu", SIZE: "1" }, secrets } },
    };
    const { environments: observed } = await environments.observe(live, known);
    deepStrictEqual(observed?.Live, { ...guarded, variables: { REGION: "us" }, secrets });
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
    const { identify, list } = environments.kinds.environment;
    const live = liveRepository(liveEnvironments);
    deepStrictEqual(await identify({ environment: "LIVE" } as never, live, "live"), "acme/widgets/LIVE");
    deepStrictEqual(await identify({ environment: "absent" } as never, live, "absent"), undefined);
    deepStrictEqual(await list?.(live), ["live", "guarded"]);
  });

  it("refuses what GitHub would refuse or leave out", () => {
    const users = ["a", "b", "c", "d", "e", "f", "g"];
    const broken = {
      crowded: { reviewers: { users } },
      lonely: { prevent_self_review: true },
      torn: { branches: "protected" as const, tags: ["v*"] },
      fine: guarded,
      Fine: {},
    };
    deepStrictEqual(
      environments
        .check?.({ ...identity, environments: broken })
        .map(({ path, message }) => [path.join("."), message]),
      [
        ["environments.Fine", "is there already: GitHub tells environments apart without regard to case"],
        ["environments.crowded.reviewers", "are 7; GitHub allows six"],
        ["environments.lonely.prevent_self_review", "needs `reviewers`: nobody reviews here"],
        ["environments.torn.tags", "cannot go with `branches: protected`: give branch patterns"],
      ],
    );
  });
});
