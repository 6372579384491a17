import type { TestWorldOptions } from "../support/world.ts";
import { TestWorld } from "../support/world.ts";

/** Where the values of the organisation's secrets come from. Whoever finds one of them in the open has found a fault. */
export const secretValues: Readonly<Record<string, string>> = {
  ALPHA_TOKEN: "hush-alpha-token-5f1b",
  ALPHA_PREVIEW_TOKEN: "hush-alpha-preview-token-c31d",
  ALPHA_HOOK_SECRET: "hush-alpha-hook-77ac",
};

export const standard = `
teams:
  core: {description: Everything}
  release: {parent: core}
properties:
  tier: {type: single_select, values: [gold, silver], description: How much it matters}
defaults:
  visibility: private
  access:
    teams: {core: maintain}
  labels:
    keep: {color: "111111"}
    urgent: {color: "222222", description: Now}
  properties: {tier: gold}
archetypes:
  plain: {summary: Nothing of its own}
`;

/** A public repository with one of every kind of thing, but classic branch protection. */
export const alpha = `
archetype: plain
visibility: public
description: Has everything
topics: [one, two]
access: {users: {octocat: push}}
rulesets:
  default-branch:
    include: [~DEFAULT_BRANCH]
    bypass: [{team: release}, {role: admin, mode: pull_request}, {actor: organization_admins}]
    rules: {deletion: true, non_fast_forward: true}
  release-tags:
    target: tag
    include: [refs/tags/v*]
    rules: {update: true, deletion: true}
checks: [lint, test]
reviews: {approvals: 1}
environments:
  live:
    reviewers: {teams: [core], users: [octocat]}
    wait_minutes: 5
    branches: [main, release/*]
    tags: [v*]
  preview:
    variables: {REGION: eu, SIZE: small}
    secrets: {TOKEN: {env: ALPHA_PREVIEW_TOKEN}}
actions: {allowed: selected, selected: {github_owned: true, patterns: [acme/*]}}
variables: {REGION: eu, SIZE: small}
secrets: {TOKEN: {env: ALPHA_TOKEN}}
security:
  secret_scanning: true
  push_protection: true
  dependabot_alerts: true
  dependabot_updates: true
  code_scanning: default
  private_reporting: true
  immutable_releases: true
autolinks: {"T-": {url: "https://tickets.example/<num>"}}
webhooks:
  https://hooks.acme.example/alpha: {events: [push], secret: {env: ALPHA_HOOK_SECRET}}
deploy_keys:
  reader: {key: ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIJ0cPpO3ifqwB4kP4O8mUo2wXo0Bd2Qh8bZ0Y3w3b3wQ}
`;

/** A private repository with what alpha does not have. */
export const beta = `
archetype: plain
description: Has classic branch protection
branch_protection:
  main:
    admins: true
    linear_history: true
    reviews: {approvals: 1, bypass: {teams: [release]}}
    checks: {contexts: [test], strict: true}
    push: {allow: {users: [octocat]}}
access: {users: {octocat: admin}, teams: {release: push}}
autolinks: {"B-": {url: "https://tickets.example/<num>"}}
webhooks: {https://hooks.acme.example/beta: {}}
`;

export const gamma = `
archetype: plain
topics: []
variables: {REGION: us}
`;

/** Three repositories that have, together, one of every kind of thing. */
export const catalogue: Readonly<Record<string, string>> = {
  "standard.yaml": standard,
  "alpha/repo.yaml": alpha,
  "beta/repo.yaml": beta,
  "gamma/repo.yaml": gamma,
};

/** Settings of the provider that let a test run at the speed of this machine. */
export const quick = { "github:writeDelayMs": "1", "github:parallelRequests": "true" };

/** A world with the small organisation declared, its people there, and its secrets in the environment. */
export async function startSmallOrganization(options: TestWorldOptions = {}): Promise<TestWorld> {
  const world = await TestWorld.start({ repos: catalogue, config: quick, ...options });
  Object.assign(world.environment, secretValues);
  Object.assign(process.env, secretValues);
  await world.control("PUT", `/organizations/${world.organization}/members/octocat`, {});
  return world;
}
