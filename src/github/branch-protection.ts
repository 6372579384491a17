import type { BranchProtectionRule as Rule } from "@octokit/graphql-schema";
import type { Octokit } from "octokit";

/** People, teams and Apps that a classic rule lets through. */
export interface Actors {
  readonly users: readonly string[];
  readonly teams: readonly string[];
  /** Node ids: the only name that GitHub takes for an App here. */
  readonly apps: readonly string[];
}

type Flags = Pick<
  Rule,
  | "pattern"
  | "allowsDeletions"
  | "allowsForcePushes"
  | "blocksCreations"
  | "dismissesStaleReviews"
  | "isAdminEnforced"
  | "lockBranch"
  | "requireLastPushApproval"
  | "requiresApprovingReviews"
  | "requiresCodeOwnerReviews"
  | "requiresCommitSignatures"
  | "requiresConversationResolution"
  | "requiresLinearHistory"
  | "requiresStatusChecks"
  | "requiresStrictStatusChecks"
  | "restrictsPushes"
  | "restrictsReviewDismissals"
>;

/** A classic branch protection rule, as GitHub's GraphQL API tells it. */
export interface BranchProtectionRule extends Flags {
  readonly requiredApprovingReviewCount: number;
  readonly requiredStatusCheckContexts: readonly string[];
  readonly push: Actors;
  readonly dismissal: Actors;
  readonly forcePush: Actors;
  readonly pullRequest: Actors;
}

const allowances = `pageInfo { hasNextPage } nodes { actor { __typename ... on App { id } ... on Team { slug } ... on User { login } } }`;

/** What to ask GraphQL of a classic rule. */
export const branchProtectionFields = `
  pattern allowsDeletions allowsForcePushes blocksCreations dismissesStaleReviews isAdminEnforced lockBranch
  requireLastPushApproval requiredApprovingReviewCount requiredStatusCheckContexts requiresApprovingReviews
  requiresCodeOwnerReviews requiresCommitSignatures requiresConversationResolution requiresLinearHistory
  requiresStatusChecks requiresStrictStatusChecks restrictsPushes restrictsReviewDismissals
  pushAllowances(first: 100) { ${allowances} }
  reviewDismissalAllowances(first: 100) { ${allowances} }
  bypassForcePushAllowances(first: 100) { ${allowances} }
  bypassPullRequestAllowances(first: 100) { ${allowances} }`;

const query = `query branchProtection($owner: String!, $name: String!, $cursor: String) {
  repository(owner: $owner, name: $name) {
    branchProtectionRules(first: 100, after: $cursor) {
      pageInfo { hasNextPage endCursor }
      nodes { ${branchProtectionFields} }
    }
  }
}`;

/** A list that GitHub tells only a part of: what is missing in it would be taken for taken away. */
export class TooManyActors extends Error {
  constructor(repository: string, pattern: string) {
    super(
      `The classic branch protection \`${pattern}\` of ${repository} names more than 100 people, teams and Apps in one ` +
        "list. Name teams in place of people there, and try again.",
    );
    this.name = "TooManyActors";
  }
}

/**
 * All classic branch protection rules of a repository, wildcard patterns included (REST tells of no wildcards). GitHub allows
 * a hundred actors in a list: https://docs.github.com/en/rest/branches/branch-protection#update-branch-protection
 * @throws TooManyActors
 */
export async function readBranchProtection(
  api: Octokit,
  owner: string,
  name: string,
): Promise<readonly BranchProtectionRule[]> {
  const rules: BranchProtectionRule[] = [];
  let cursor: string | null = null;
  do {
    const page: Page = await api.graphql(query, { owner, name, cursor });
    const { nodes, pageInfo } = page.repository.branchProtectionRules;
    const cut = nodes.find(isCut);
    if (cut) throw new TooManyActors(`${owner}/${name}`, cut.pattern);
    rules.push(...nodes.map(branchProtectionRule));
    cursor = pageInfo.hasNextPage ? pageInfo.endCursor : null;
  } while (cursor);
  return rules;
}

interface Allowances {
  pageInfo: { hasNextPage: boolean };
  nodes: readonly {
    actor:
      | { __typename: "App"; id: string }
      | { __typename: "Team"; slug: string }
      | { __typename: "User"; login: string };
  }[];
}

/** What GraphQL answers of a classic rule. */
export interface BranchProtectionNode extends Flags {
  requiredApprovingReviewCount: number | null;
  requiredStatusCheckContexts: string[] | null;
  pushAllowances: Allowances;
  reviewDismissalAllowances: Allowances;
  bypassForcePushAllowances: Allowances;
  bypassPullRequestAllowances: Allowances;
}

interface Page {
  repository: {
    branchProtectionRules: {
      nodes: BranchProtectionNode[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
    };
  };
}

/** Whether one of its lists goes on. */
export function isCut(node: BranchProtectionNode): boolean {
  const lists = [
    node.pushAllowances,
    node.reviewDismissalAllowances,
    node.bypassForcePushAllowances,
    node.bypassPullRequestAllowances,
  ];
  return lists.some(({ pageInfo }) => pageInfo.hasNextPage);
}

export function branchProtectionRule(node: BranchProtectionNode): BranchProtectionRule {
  const {
    pushAllowances,
    reviewDismissalAllowances,
    bypassForcePushAllowances,
    bypassPullRequestAllowances,
    ...flags
  } = node;
  return {
    ...flags,
    requiredApprovingReviewCount: node.requiredApprovingReviewCount ?? 0,
    requiredStatusCheckContexts: node.requiredStatusCheckContexts ?? [],
    push: actors(pushAllowances),
    dismissal: actors(reviewDismissalAllowances),
    forcePush: actors(bypassForcePushAllowances),
    pullRequest: actors(bypassPullRequestAllowances),
  };
}

function actors({ nodes }: Allowances): Actors {
  return {
    users: nodes.flatMap(({ actor }) => (actor?.__typename === "User" ? [actor.login] : [])),
    teams: nodes.flatMap(({ actor }) => (actor?.__typename === "Team" ? [actor.slug] : [])),
    apps: nodes.flatMap(({ actor }) => (actor?.__typename === "App" ? [actor.id] : [])),
  };
}
