import type { LoadProtection } from "./load-document.ts";
import type { ActorReference, BranchProtectionRule } from "./model.ts";

/** The classic branch protection rule that a document's `branch_protection` entry describes. */
export function protectionRule(
  pattern: string,
  wanted: LoadProtection,
  resolve: (name: string) => ActorReference,
): Omit<BranchProtectionRule, "id" | "ownerId"> {
  const reviews = wanted.required_pull_request_reviews;
  const checks = wanted.required_status_checks;
  const actors = (names: string[] = []) => names.map(resolve);
  return {
    pattern,
    allowsDeletions: wanted.allows_deletions ?? false,
    allowsForcePushes: wanted.allows_force_pushes ?? false,
    blocksCreations: wanted.blocks_creations ?? false,
    isAdminEnforced: wanted.enforce_admins ?? false,
    lockBranch: wanted.lock_branch ?? false,
    lockAllowsFetchAndMerge: false,
    requiresConversationResolution: wanted.require_conversation_resolution ?? false,
    requiresCommitSignatures: wanted.require_signed_commits ?? false,
    requiresLinearHistory: wanted.required_linear_history ?? false,
    requiresApprovingReviews: reviews !== undefined,
    requiredApprovingReviewCount: reviews?.required_approving_review_count ?? (reviews ? 1 : 0),
    requiresCodeOwnerReviews: reviews?.require_code_owner_reviews ?? false,
    requireLastPushApproval: reviews?.require_last_push_approval ?? false,
    dismissesStaleReviews: reviews?.dismiss_stale_reviews ?? false,
    restrictsReviewDismissals: reviews?.restrict_dismissals ?? false,
    reviewDismissalActors: actors(reviews?.dismissal_restrictions),
    bypassPullRequestActors: actors(reviews?.pull_request_bypassers),
    bypassForcePushActors: actors(wanted.force_push_bypassers),
    requiresStatusChecks: checks !== undefined,
    requiresStrictStatusChecks: checks?.strict ?? false,
    requiredStatusChecks: (checks?.contexts ?? []).map(context => ({ context, appId: null })),
    restrictsPushes: wanted.push_restrictions !== undefined,
    pushActors: actors(wanted.push_restrictions),
    requiresDeployments: false,
    requiredDeploymentEnvironments: [],
  };
}
