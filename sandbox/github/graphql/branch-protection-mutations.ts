import { includes, roleOf } from "../access.ts";
import type { ActorReference, BranchProtectionRule, Repository } from "../model.ts";
import { parseNodeId } from "../node-id.ts";
import { branchProtectionRuleNode } from "./branch-protection-rule.ts";
import { noSuchNode, QueryError } from "./errors.ts";
import type { Node, Scope } from "./scope.ts";

type Settings = Omit<BranchProtectionRule, "id" | "ownerId">;

/** The fields a mutation may set; those that are absent or null leave what is there. */
type RuleInput = {
  [K in keyof Settings as K extends `${string}Actors` | "requiredStatusChecks" ? never : K]?:
    | Settings[K]
    | null;
} & {
  clientMutationId?: string | null;
  requiredStatusCheckContexts?: string[] | null;
  requiredStatusChecks?: { context: string; appId?: string | null }[] | null;
  pushActorIds?: string[] | null;
  reviewDismissalActorIds?: string[] | null;
  bypassForcePushActorIds?: string[] | null;
  bypassPullRequestActorIds?: string[] | null;
};

const DEFAULTS: Settings = {
  pattern: "",
  allowsDeletions: false,
  allowsForcePushes: false,
  blocksCreations: false,
  isAdminEnforced: false,
  lockBranch: false,
  lockAllowsFetchAndMerge: false,
  requiresConversationResolution: false,
  requiresCommitSignatures: false,
  requiresLinearHistory: false,
  requiresApprovingReviews: false,
  requiredApprovingReviewCount: 1,
  requiresCodeOwnerReviews: false,
  requireLastPushApproval: false,
  dismissesStaleReviews: false,
  restrictsReviewDismissals: false,
  reviewDismissalActors: [],
  bypassPullRequestActors: [],
  bypassForcePushActors: [],
  requiresStatusChecks: false,
  requiresStrictStatusChecks: false,
  requiredStatusChecks: [],
  restrictsPushes: false,
  pushActors: [],
  requiresDeployments: false,
  requiredDeploymentEnvironments: [],
};

/** https://docs.github.com/en/graphql/reference/mutations#createbranchprotectionrule */
export function createBranchProtectionRule(
  scope: Scope,
  { input }: { input: RuleInput & { repositoryId: string; pattern: string } },
): Node {
  const id = parseNodeId(input.repositoryId);
  const repository = id?.type === "Repository" ? scope.world.repositories.get(id.id) : undefined;
  if (!repository) throw noSuchNode(input.repositoryId);
  checkWritable(scope, repository, "CreateBranchProtectionRule");
  checkPattern(scope, repository, input.pattern);
  const settings = coherent({ ...DEFAULTS, ...changesOf(scope, input) });
  const rule = scope.world.branchProtectionRules.add({ ownerId: repository.id, ...settings });
  return payload(scope, input, rule);
}

/** https://docs.github.com/en/graphql/reference/mutations#updatebranchprotectionrule */
export function updateBranchProtectionRule(
  scope: Scope,
  { input }: { input: RuleInput & { branchProtectionRuleId: string } },
): Node {
  const { rule, repository } = findRule(scope, input.branchProtectionRuleId);
  checkWritable(scope, repository, "UpdateBranchProtectionRule");
  if (input.pattern != null) checkPattern(scope, repository, input.pattern, rule);
  const settings = coherent({ ...rule, ...changesOf(scope, input) });
  return payload(scope, input, scope.world.branchProtectionRules.update(rule, settings));
}

/** https://docs.github.com/en/graphql/reference/mutations#deletebranchprotectionrule */
export function deleteBranchProtectionRule(
  scope: Scope,
  { input }: { input: { branchProtectionRuleId: string; clientMutationId?: string | null } },
): Node {
  const { rule, repository } = findRule(scope, input.branchProtectionRuleId);
  checkWritable(scope, repository, "DeleteBranchProtectionRule");
  scope.world.branchProtectionRules.remove(rule);
  return { clientMutationId: input.clientMutationId ?? null };
}

function payload(scope: Scope, input: RuleInput, rule: BranchProtectionRule): Node {
  return {
    clientMutationId: input.clientMutationId ?? null,
    branchProtectionRule: branchProtectionRuleNode(scope, rule),
  };
}

function findRule(scope: Scope, id: string): { rule: BranchProtectionRule; repository: Repository } {
  const parsed = parseNodeId(id);
  const rule =
    parsed?.type === "BranchProtectionRule" ? scope.world.branchProtectionRules.get(parsed.id) : undefined;
  const repository = rule && scope.world.repositories.get(rule.ownerId);
  if (!rule || !repository) throw noSuchNode(id);
  return { rule, repository };
}

function checkWritable({ world, actor }: Scope, repository: Repository, mutation: string): void {
  const role = roleOf(world, actor, repository);
  if (!role || !includes(role, "admin")) {
    const name = actor.kind === "user" ? actor.user.login : actor.app.slug;
    throw new QueryError(
      "FORBIDDEN",
      `${name} does not have the correct permissions to execute \`${mutation}\``,
    );
  }
  if (repository.archived) throw new QueryError("UNPROCESSABLE", "Repository was archived so is read-only.");
}

function checkPattern(
  scope: Scope,
  repository: Repository,
  pattern: string,
  own?: BranchProtectionRule,
): void {
  const rules = scope.world.branchProtectionRules.of(repository.id);
  if (pattern === "") throw new QueryError("UNPROCESSABLE", "Pattern can't be blank");
  if (rules.some(rule => rule !== own && rule.pattern === pattern)) {
    throw new QueryError("UNPROCESSABLE", `Name already protected: ${pattern}`);
  }
}

function changesOf(scope: Scope, input: RuleInput): Partial<Settings> {
  const given = Object.entries(input).filter(([key, value]) => value != null && key in DEFAULTS);
  const changes = Object.fromEntries(given) as Partial<Settings>;
  const actors = {
    pushActors: input.pushActorIds,
    reviewDismissalActors: input.reviewDismissalActorIds,
    bypassForcePushActors: input.bypassForcePushActorIds,
    bypassPullRequestActors: input.bypassPullRequestActorIds,
  };
  for (const [key, ids] of Object.entries(actors) as [keyof typeof actors, string[] | null | undefined][]) {
    if (ids) changes[key] = [...new Set(ids)].map(id => actorReference(scope, id));
  }
  const checks =
    input.requiredStatusChecks ??
    input.requiredStatusCheckContexts?.map(context => ({ context, appId: null }));
  if (checks) {
    changes.requiredStatusChecks = checks.map(({ context, appId }) => ({
      context,
      appId: appId && appId !== "any" ? actorReference(scope, appId).id : null,
    }));
  }
  return changes;
}

function actorReference({ world }: Scope, id: string): ActorReference {
  const parsed = parseNodeId(id);
  const collections = { User: world.users, Team: world.teams, App: world.apps };
  const kind = parsed?.type;
  if (
    !parsed ||
    (kind !== "User" && kind !== "Team" && kind !== "App") ||
    !collections[kind].get(parsed.id)
  ) {
    throw noSuchNode(id);
  }
  return { kind, id: parsed.id };
}

/** What belongs to a requirement goes when the requirement does. */
function coherent(settings: Settings): Settings {
  const result = { ...settings };
  if (!result.requiresApprovingReviews) {
    Object.assign(result, {
      requiredApprovingReviewCount: DEFAULTS.requiredApprovingReviewCount,
      requiresCodeOwnerReviews: false,
      requireLastPushApproval: false,
      dismissesStaleReviews: false,
      restrictsReviewDismissals: false,
      bypassPullRequestActors: [],
    });
  }
  if (!result.restrictsReviewDismissals) result.reviewDismissalActors = [];
  if (!result.requiresStatusChecks) {
    Object.assign(result, { requiresStrictStatusChecks: false, requiredStatusChecks: [] });
  }
  if (!result.restrictsPushes) Object.assign(result, { blocksCreations: false, pushActors: [] });
  if (!result.requiresDeployments) result.requiredDeploymentEnvironments = [];
  return result;
}
