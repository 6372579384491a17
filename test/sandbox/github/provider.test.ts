import assert from "node:assert/strict";
import * as github from "@pulumi/github";
import { LocalWorkspace, type PulumiFn, type Stack } from "@pulumi/pulumi/automation/index.js";
import { TestWorld } from "../../support/world.ts";

interface Settings {
  contexts: string[];
  approvals: number;
  owners: string;
  pushers: string[];
}

/** A repository with an exact and a wildcard rule, a branch and a file on a branch of its own. */
function program({ contexts, approvals, owners, pushers }: Settings): PulumiFn {
  return async () => {
    const app = new github.Repository("app", { name: "app", autoInit: true, visibility: "private" });
    new github.BranchProtection("main", {
      repositoryId: app.nodeId,
      pattern: "main",
      enforceAdmins: true,
      requiredLinearHistory: true,
      requireConversationResolution: true,
      requiredStatusChecks: [{ strict: true, contexts }],
      requiredPullRequestReviews: [
        {
          requiredApprovingReviewCount: approvals,
          dismissStaleReviews: true,
          restrictDismissals: true,
          dismissalRestrictions: ["acme/core", "/bob"],
          pullRequestBypassers: ["/bob"],
        },
      ],
      restrictPushes: [{ blocksCreations: true, pushAllowances: pushers }],
      forcePushBypassers: ["/bob"],
    });
    new github.BranchProtection("releases", { repositoryId: app.nodeId, pattern: "release/**/*" });
    const branch = new github.Branch("topic", { repository: app.name, branch: "topic" });
    new github.RepositoryFile("owners", {
      repository: app.name,
      branch: branch.branch,
      file: ".github/CODEOWNERS",
      content: `* ${owners}\n`,
      commitMessage: "Name the owners",
    });
  };
}

const settings: Settings = {
  contexts: ["ci", "lint"],
  approvals: 2,
  owners: "@acme/core",
  pushers: ["acme/core"],
};

describe("the real provider against the sandbox", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let stack: Stack;

  before(async () => {
    world = await TestWorld.start();
    await world.control("PUT", "/users/bob");
    await world.github.rest.teams.create({ org: "acme", name: "Core" });
    stack = await open("dev", program(settings));
    await world.resetCalls();
  });

  after(() => world.close());

  async function open(stackName: string, inline: PulumiFn): Promise<Stack> {
    const envVars = { ...world.environment };
    const opened = await LocalWorkspace.createOrSelectStack(
      { stackName, projectName: "rules", program: inline },
      { envVars },
    );
    for (const [key, value] of [
      ["owner", "acme"],
      ["writeDelayMs", "1"],
    ] as const) {
      await opened.setConfig(`github:${key}`, { value });
    }
    return opened;
  }

  async function changes(): Promise<Record<string, number>> {
    return (await stack.preview({ refresh: true })).changeSummary;
  }

  it("creates branch protection, a branch and a file, and finds nothing to change afterwards", async () => {
    await stack.up();
    assert.deepEqual(Object.keys(await changes()), ["same"]);
  });

  it("changes what is declared otherwise, and only that", async () => {
    stack.workspace.program = program({
      contexts: ["ci"],
      approvals: 0,
      owners: "@bob",
      pushers: ["acme/core", "/bob"],
    });
    const { summary } = await stack.up();
    assert.equal(summary.resourceChanges?.update, 2);
    assert.deepEqual(Object.keys(await changes()), ["same"]);
  });

  it("finds a rule somebody deleted by hand", async () => {
    const { data } = await world.github.rest.repos.get({ owner: "acme", repo: "app" });
    const query =
      "query($id: ID!) { node(id: $id) { ... on Repository { branchProtectionRules(first: 5) { nodes { id pattern } } } } }";
    const { node } = await world.github.graphql<{
      node: { branchProtectionRules: { nodes: { id: string; pattern: string }[] } };
    }>(query, { id: data.node_id });
    const rule = node.branchProtectionRules.nodes.find(({ pattern }) => pattern.startsWith("release"));
    await world.github.graphql(
      "mutation($id: ID!) { deleteBranchProtectionRule(input: { branchProtectionRuleId: $id }) { clientMutationId } }",
      { id: rule?.id },
    );
    assert.equal((await changes()).create, 1);
    await stack.up({ refresh: true });
    assert.deepEqual(Object.keys(await changes()), ["same"]);
  });

  it("imports a rule by the repository's name and the pattern", async () => {
    const adopting = await open("adopting", async () => {
      new github.BranchProtection(
        "main",
        { repositoryId: "app", pattern: "main" },
        { import: "app:main", ignoreChanges: ["*"] },
      );
    });
    const { summary } = await adopting.up();
    assert.equal(summary.resourceChanges?.import, 1);
  });

  it("deletes it all, and never asked for anything the sandbox does not know", async () => {
    await stack.destroy();
    const { unknown } = await world.calls();
    assert.deepEqual(unknown, []);
  });
});
