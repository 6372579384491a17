import * as github from "@pulumi/github";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";

/**
 * A program with one of every kind of resource that a standard repository is made of. `later` declares each of them
 * otherwise, so that a second run updates what can be updated.
 */
export function everyKind(deployKey: string, later: boolean): PulumiFn {
  return async () => {
    const team = new github.Team("platform", {
      name: "Platform",
      privacy: "closed",
      description: later ? "b" : "a",
    });
    new github.Team("child", { name: "Child", privacy: "closed", parentTeamId: team.id });
    const tier = new github.OrganizationCustomProperties("tier", {
      propertyName: "tier",
      valueType: "single_select",
      description: "How much it matters",
      allowedValues: later ? ["gold", "silver", "bronze"] : ["gold", "silver"],
    });
    const { name: repository } = new github.Repository("app", {
      name: "app",
      description: later ? "b" : "a",
      autoInit: true,
      hasWiki: later,
      allowMergeCommit: false,
      squashMergeCommitTitle: "PR_TITLE",
      squashMergeCommitMessage: "PR_BODY",
      topics: later ? ["a", "b"] : ["a"],
      securityAndAnalysis: {
        secretScanning: { status: "enabled" },
        secretScanningPushProtection: { status: later ? "disabled" : "enabled" },
      },
    });
    const branch = new github.BranchDefault("default", {
      repository,
      branch: later ? "trunk" : "main",
      rename: true,
    });
    protection(repository, team, branch, later);
    deployment(repository, team, later);
    actions(repository, later);
    integrations(repository, deployKey, later);
    new github.RepositoryCollaborators("access", {
      repository,
      teams: [{ teamId: team.slug, permission: later ? "push" : "maintain" }],
      users: [
        { username: "mona", permission: later ? "push" : "triage" },
        { username: "guest", permission: later ? "push" : "pull" },
      ],
    });
    const alerts = new github.RepositoryVulnerabilityAlerts("alerts", { repository, enabled: true });
    new github.RepositoryDependabotSecurityUpdates(
      "updates",
      { repository, enabled: !later },
      { dependsOn: [alerts] },
    );
    new github.RepositoryCustomProperty("app-tier", {
      repository,
      propertyName: tier.propertyName,
      propertyType: "single_select",
      propertyValues: [later ? "silver" : "gold"],
    });
  };
}

type Name = github.Repository["name"];

function protection(repository: Name, team: github.Team, branch: github.BranchDefault, later: boolean): void {
  new github.RepositoryRuleset(
    "default-branch",
    {
      repository,
      name: "default",
      target: "branch",
      enforcement: "active",
      bypassActors: [
        { actorId: 5, actorType: "RepositoryRole", bypassMode: "pull_request" },
        { actorId: team.id.apply(Number), actorType: "Team", bypassMode: "always" },
      ],
      conditions: { refName: { includes: ["~DEFAULT_BRANCH"], excludes: [] } },
      rules: {
        deletion: true,
        nonFastForward: true,
        requiredLinearHistory: later,
        pullRequest: { requiredApprovingReviewCount: later ? 2 : 1 },
        requiredStatusChecks: {
          requiredChecks: [{ context: "lint" }, { context: "test", integrationId: 15368 }],
        },
      },
    },
    { dependsOn: [branch] },
  );
  new github.RepositoryRuleset("tags", {
    repository,
    name: "tags",
    target: "tag",
    enforcement: "active",
    bypassActors: later ? [] : [{ actorType: "OrganizationAdmin", bypassMode: "always" }],
    conditions: { refName: { includes: ["refs/tags/v*"], excludes: [] } },
    rules: { deletion: true, update: true },
  });
}

function deployment(repository: Name, team: github.Team, later: boolean): void {
  const { environment } = new github.RepositoryEnvironment("live", {
    repository,
    environment: "live",
    waitTimer: later ? 10 : 0,
    preventSelfReview: true,
    reviewers: [{ teams: [team.id.apply(Number)] }],
    deploymentBranchPolicy: { protectedBranches: false, customBranchPolicies: true },
  });
  new github.RepositoryEnvironmentDeploymentPolicy("live-branches", {
    repository,
    environment,
    branchPattern: later ? "release/*" : "main",
  });
  new github.ActionsEnvironmentVariable("stage", {
    repository,
    environment,
    variableName: "STAGE",
    value: later ? "b" : "a",
  });
  new github.ActionsEnvironmentSecret("live-token", {
    repository,
    environment,
    secretName: "TOKEN",
    value: later ? "b" : "a",
  });
  new github.RepositoryEnvironment("odd-name", { repository, environment: "live/eu west" });
}

function actions(repository: Name, later: boolean): void {
  new github.ActionsRepositoryPermissions("actions", {
    repository,
    enabled: true,
    allowedActions: "selected",
    allowedActionsConfig: { githubOwnedAllowed: true, verifiedAllowed: later, patternsAlloweds: ["acme/*"] },
  });
  new github.WorkflowRepositoryPermissions("workflow", {
    repository,
    defaultWorkflowPermissions: later ? "write" : "read",
  });
  new github.ActionsVariable("region", { repository, variableName: "REGION", value: later ? "b" : "a" });
  new github.ActionsSecret("token", { repository, secretName: "TOKEN", value: later ? "b" : "a" });
  new github.DependabotSecret("registry", { repository, secretName: "TOKEN", value: later ? "b" : "a" });
}

function integrations(repository: Name, key: string, later: boolean): void {
  new github.IssueLabel("label", { repository, name: "kind/bug fix", color: later ? "00ff00" : "ff0000" });
  new github.RepositoryAutolinkReference("jira", {
    repository,
    keyPrefix: later ? "OPS-" : "JIRA-",
    targetUrlTemplate: "https://jira.example/<num>",
  });
  new github.RepositoryDeployKey("flux", { repository, title: later ? "b" : "a", key, readOnly: true });
  new github.RepositoryWebhook("ci", {
    repository,
    events: later ? ["push", "release"] : ["push"],
    configuration: { url: "https://ci.example/hook", contentType: "json", secret: "hush" },
  });
}
