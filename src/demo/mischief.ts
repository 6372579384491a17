import type { Octokit } from "octokit";
import { member } from "./world.ts";

/** Something that somebody changes behind Fairway's back, and what drift has to say about it. */
export interface Mischief {
  readonly repository: string;
  /** What is done, for people. */
  readonly title: string;
  /** The kind of thing that differs afterwards, with its key where there are several. */
  readonly kind: string;
  readonly key?: string;
  /** Another kind of thing, which GitHub changes with it. */
  readonly also?: string;
  readonly act: (rest: Octokit["rest"], at: { owner: string; repo: string }) => Promise<unknown>;
}

/** Ten different things, each in another repository. */
export const mischief: readonly Mischief[] = [
  {
    repository: "payments-api",
    title: "rewrites the description",
    kind: "repository",
    act: (rest, at) => rest.repos.update({ ...at, description: "Temporary, do not use" }),
  },
  {
    repository: "ledger",
    title: "deletes the ruleset of the default branch",
    kind: "ruleset",
    key: "default-branch",
    act: async (rest, at) =>
      rest.repos.deleteRepoRuleset({ ...at, ruleset_id: await rulesetId(rest, at, "default-branch") }),
  },
  {
    repository: "identity",
    title: "lets administrators bypass a ruleset",
    kind: "ruleset",
    key: "default-branch",
    act: async (rest, at) =>
      rest.repos.updateRepoRuleset({
        ...at,
        ruleset_id: await rulesetId(rest, at, "default-branch"),
        bypass_actors: [{ actor_id: 1, actor_type: "OrganizationAdmin", bypass_mode: "always" }],
      }),
  },
  {
    repository: "search-api",
    title: `gives ${member} access`,
    kind: "collaborators",
    act: (rest, at) => rest.repos.addCollaborator({ ...at, username: member, permission: "push" }),
  },
  {
    repository: "storefront",
    title: "recolours the label `bug`",
    kind: "labels",
    act: (rest, at) => rest.issues.updateLabel({ ...at, name: "bug", color: "ededed" }),
  },
  {
    repository: "checkout-deploy",
    title: "removes the reviewers of the environment `live`",
    kind: "environment",
    key: "live",
    act: (rest, at) =>
      rest.repos.createOrUpdateEnvironment({
        ...at,
        environment_name: "live",
        reviewers: [],
        prevent_self_review: true,
        deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      }),
  },
  {
    repository: "pricing",
    title: "makes the repository public, which ends Advanced Security in it",
    kind: "repository",
    // A public repository has no Advanced Security of its own.
    also: "securityFeatures",
    act: (rest, at) => rest.repos.update({ ...at, visibility: "public" }),
  },
  {
    repository: "workflows",
    title: "allows every action there is",
    kind: "actionsPermissions",
    act: (rest, at) =>
      rest.actions.setGithubActionsPermissionsRepository({ ...at, enabled: true, allowed_actions: "all" }),
  },
  {
    repository: "notifications",
    title: "switches secret scanning off",
    kind: "securityFeatures",
    act: (rest, at) =>
      rest.repos.update({ ...at, security_and_analysis: { secret_scanning: { status: "disabled" } } }),
  },
  {
    repository: "http-kit",
    title: "adds a topic",
    kind: "topics",
    act: async (rest, at) => {
      const { data } = await rest.repos.getAllTopics(at);
      return await rest.repos.replaceAllTopics({ ...at, names: [...data.names, "legacy"] });
    },
  },
];

async function rulesetId(
  rest: Octokit["rest"],
  at: { owner: string; repo: string },
  name: string,
): Promise<number> {
  const { data } = await rest.repos.getRepoRulesets(at);
  const ruleset = data.find(found => found.name === name);
  if (ruleset) return ruleset.id;
  throw new Error(`The repository ${at.repo} has no ruleset \`${name}\`.`);
}
