import type { components } from "@octokit/openapi-types";
import type { LiveOrganization } from "../../github/live-organization.ts";
import type { LiveRepository } from "../../github/live-repository.ts";
import type { Environment } from "./schema.ts";

type Schemas = components["schemas"];

interface Rule {
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly {
    type?: "User" | "Team";
    reviewer?: Schemas["simple-user"] | Schemas["team"];
  }[];
}

/** As GitHub answers; the published types leave out whether administrators may pass. */
export type LiveEnvironment = Omit<Schemas["environment"], "protection_rules"> & {
  readonly can_admins_bypass?: boolean;
  readonly protection_rules?: readonly (Rule & { readonly type: string })[];
};

/** Whether somebody gave it a rule; workflows make bare ones. */
export function isConfigured(found: LiveEnvironment): boolean {
  return Boolean(
    found.protection_rules?.length || found.deployment_branch_policy || found.can_admins_bypass === false,
  );
}

/**
 * A live environment in an entry's words. Of what it tells the jobs that deploy to it, that much is told which is declared:
 * secrets as they are declared there, since GitHub never tells them.
 */
export async function observedEnvironment(
  found: LiveEnvironment,
  live: LiveRepository,
  { variables = {}, secrets }: Environment = {},
): Promise<Environment> {
  const rules: Rule = Object.assign({}, ...(found.protection_rules ?? []));
  return {
    ...(rules.reviewers?.length
      ? { reviewers: await observedReviewers(rules.reviewers, live.organization) }
      : {}),
    ...(rules.prevent_self_review ? { prevent_self_review: true } : {}),
    ...(rules.wait_timer ? { wait_minutes: rules.wait_timer } : {}),
    ...(found.can_admins_bypass === false ? { admins_bypass: false } : {}),
    ...(await observedRefs(found, live)),
    ...(await observedVariables(found, live, Object.keys(variables))),
    ...(secrets ? { secrets } : {}),
  };
}

async function observedVariables(
  { name }: LiveEnvironment,
  live: LiveRepository,
  known: readonly string[],
): Promise<Pick<Environment, "variables">> {
  if (known.length === 0) return {};
  const found = (await live.environmentVariables(name)).filter(({ name }) => known.includes(name));
  return found.length ? { variables: Object.fromEntries(found.map(({ name, value }) => [name, value])) } : {};
}

async function observedReviewers(
  reviewers: NonNullable<Rule["reviewers"]>,
  organization: LiveOrganization,
): Promise<NonNullable<Environment["reviewers"]>> {
  const teams = reviewers.flatMap(({ type, reviewer }) => (type === "Team" && reviewer ? [reviewer.id] : []));
  const users = reviewers.flatMap(({ reviewer }) =>
    reviewer && "login" in reviewer ? [reviewer.login] : [],
  );
  return {
    ...(teams.length
      ? { teams: (await Promise.all(teams.map(id => organization.teamName(Number(id))))).toSorted() }
      : {}),
    ...(users.length ? { users: users.toSorted() } : {}),
  };
}

async function observedRefs(
  { name, deployment_branch_policy: policy }: LiveEnvironment,
  live: LiveRepository,
): Promise<Pick<Environment, "branches" | "tags">> {
  if (!policy) return {};
  if (policy.protected_branches) return { branches: "protected" };
  const found = await live.deploymentPolicies(name);
  const named = (wanted: "branch" | "tag") =>
    found.flatMap(({ type = "branch", name }) => (type === wanted && name ? [name] : [])).toSorted();
  const [branches, tags] = [named("branch"), named("tag")];
  return tags.length ? { ...(branches.length ? { branches } : {}), tags } : { branches };
}
