import { deepStrictEqual, match, rejects } from "node:assert/strict";
import { setTimeout } from "node:timers/promises";
import * as github from "@pulumi/github";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { findEngine } from "../../../src/engine/find.ts";
import { findProject } from "../../../src/engine/project.ts";
import { openStack } from "../../../src/engine/pulumi.ts";
import { previewStack, updateStack } from "../../../src/engine/run.ts";
import { TestWorld } from "../../support/world.ts";
import { overwriteSecret } from "./by-hand.ts";

const repository = "widgets";
const environment = "live";

/**
 * What the pinned GitHub provider does wrong, and why Fairway's own provider does it instead. A test that fails here means
 * that a newer provider has learned it, and that the workaround can go.
 */
describe("the GitHub provider", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let program: PulumiFn = async () => {};
  const options = { owner: "acme", repo: repository };
  const open = async (name: string) => {
    world.write(`stacks/Pulumi.${name}.yaml`, JSON.stringify({ config: { "github:writeDelayMs": "1" } }));
    const project = findProject(world.project);
    const { stack } = openStack({
      project,
      name,
      program: () => program(),
      engine: await findEngine(),
    });
    return stack;
  };

  before(async () => {
    world = await TestWorld.start();
    await world.github.rest.repos.createInOrg({ org: "acme", name: repository, auto_init: true });
  });
  after(() => world.close());

  it("does not see that an environment's last reviewer is gone", async () => {
    const { data: admin } = await world.github.rest.users.getAuthenticated();
    const stack = await open("reviewers");
    program = async () => {
      new github.RepositoryEnvironment("live", {
        repository,
        environment,
        reviewers: [{ users: [admin.id] }],
      });
    };
    await updateStack(stack);
    await world.github.rest.repos.createOrUpdateEnvironment({
      ...options,
      environment_name: environment,
      reviewers: null,
    });
    deepStrictEqual((await previewStack(stack, { refresh: true })).changes, []);
  });

  it("fails where an environment with patterns goes over to protected branches", async () => {
    const stack = await open("patterns");
    const declare =
      (patterns: boolean): PulumiFn =>
      async () => {
        const made = new github.RepositoryEnvironment("guarded", {
          repository,
          environment: "guarded",
          deploymentBranchPolicy: { customBranchPolicies: patterns, protectedBranches: !patterns },
        });
        if (!patterns) return;
        new github.RepositoryEnvironmentDeploymentPolicy(
          "main",
          { repository, environment: "guarded", branchPattern: "main" },
          { dependsOn: made },
        );
      };
    program = declare(true);
    await updateStack(stack);
    program = declare(false);
    // It deletes the patterns one by one, which GitHub has dropped by then.
    await rejects(updateStack(stack), /404 Not Found/);
  });

  it("fails to read Dependabot's alerts and updates of a repository that is gone", async () => {
    await world.github.rest.repos.createInOrg({ org: "acme", name: "fleeting" });
    program = async () => {
      const of = { repository: "fleeting", enabled: true };
      const alerts = new github.RepositoryVulnerabilityAlerts("alerts", of);
      new github.RepositoryDependabotSecurityUpdates("updates", of, { dependsOn: alerts });
    };
    const stack = await open("dependabot");
    await updateStack(stack);
    await world.github.rest.repos.delete({ owner: "acme", repo: "fleeting" });
    // Both are read at the same time, so either is told first.
    const refused = await previewStack(stack, { refresh: true }).catch(String);
    match(String(refused), /doesn't exist anymore/);
    match(String(refused), /automated-security-fixes: 404/);
  });

  it("fails to read the definition of a custom property that is gone", async () => {
    const stack = await open("definitions");
    program = async () => {
      new github.OrganizationCustomProperties("tier", { propertyName: "tier", valueType: "string" });
    };
    await updateStack(stack);
    const of = { org: "acme", custom_property_name: "tier" };
    await world.github.request("DELETE /orgs/{org}/properties/schema/{custom_property_name}", of);
    await rejects(previewStack(stack, { refresh: true }), /schema\/tier: 404/);
  });

  it("does not see that somebody overwrote a secret", async () => {
    const stack = await open("secrets");
    program = async () => {
      new github.ActionsSecret("secret", { repository, secretName: "TOKEN", value: "ours" });
    };
    await updateStack(stack);
    await setTimeout(1100); // GitHub tells the time of writing in seconds.
    await overwriteSecret(world.github, `/repos/${options.owner}/${options.repo}/actions/secrets`, "TOKEN");
    deepStrictEqual((await previewStack(stack, { refresh: true })).changes, []);
  });

  it("cannot take away the last pattern of allowed actions", async () => {
    const stack = await open("actions");
    const allow =
      (patternsAlloweds: string[]): PulumiFn =>
      async () => {
        new github.ActionsRepositoryPermissions("actions", {
          repository,
          allowedActions: "selected",
          allowedActionsConfig: { githubOwnedAllowed: true, patternsAlloweds },
        });
      };
    program = allow(["acme/*"]);
    await updateStack(stack);
    program = allow([]);
    await updateStack(stack);
    const { data } = await world.github.rest.actions.getAllowedActionsRepository(options);
    deepStrictEqual(data.patterns_allowed, ["acme/*"]);
  });
});
