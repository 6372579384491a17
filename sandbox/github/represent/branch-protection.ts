import { apiUrl, type RequestContext } from "../env.ts";
import type { ActorReference, BranchProtectionRule, Repository } from "../model.ts";
import type { World } from "../world.ts";
import { representApp, simpleUser } from "./account.ts";
import { representTeam } from "./team.ts";

/** A classic branch protection rule as REST shows it for one branch that it governs. */
export function representProtection(
  c: RequestContext,
  world: World,
  repository: Repository,
  branch: string,
  rule: BranchProtectionRule,
) {
  const path = `/repos/${world.organizationOf(repository).login}/${repository.name}/branches/${encodeURIComponent(branch)}`;
  const url = apiUrl(c, `${path}/protection`);
  const reviews = representReviews(c, world, url, rule);
  return {
    url,
    ...(rule.requiresStatusChecks ? { required_status_checks: representChecks(url, rule) } : {}),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: rule.isAdminEnforced },
    ...(reviews ? { required_pull_request_reviews: reviews } : {}),
    ...(rule.restrictsPushes ? { restrictions: representRestrictions(c, world, url, rule) } : {}),
    required_signatures: { url: `${url}/required_signatures`, enabled: rule.requiresCommitSignatures },
    required_linear_history: { enabled: rule.requiresLinearHistory },
    allow_force_pushes: { enabled: rule.allowsForcePushes },
    allow_deletions: { enabled: rule.allowsDeletions },
    block_creations: { enabled: rule.blocksCreations },
    required_conversation_resolution: { enabled: rule.requiresConversationResolution },
    lock_branch: { enabled: rule.lockBranch },
    allow_fork_syncing: { enabled: rule.lockAllowsFetchAndMerge },
  };
}

function representChecks(url: string, rule: BranchProtectionRule) {
  return {
    url: `${url}/required_status_checks`,
    strict: rule.requiresStrictStatusChecks,
    contexts: rule.requiredStatusChecks.map(({ context }) => context),
    contexts_url: `${url}/required_status_checks/contexts`,
    checks: rule.requiredStatusChecks.map(({ context, appId }) => ({ context, app_id: appId })),
  };
}

function representReviews(c: RequestContext, world: World, url: string, rule: BranchProtectionRule) {
  if (!rule.requiresApprovingReviews) return undefined;
  const own = `${url}/required_pull_request_reviews`;
  const dismissal = { url: `${url}/dismissal_restrictions`, ...byKind(c, world, rule.reviewDismissalActors) };
  return {
    url: own,
    ...(rule.restrictsReviewDismissals ? { dismissal_restrictions: dismissal } : {}),
    ...(rule.bypassPullRequestActors.length > 0
      ? { bypass_pull_request_allowances: byKind(c, world, rule.bypassPullRequestActors) }
      : {}),
    dismiss_stale_reviews: rule.dismissesStaleReviews,
    require_code_owner_reviews: rule.requiresCodeOwnerReviews,
    require_last_push_approval: rule.requireLastPushApproval,
    required_approving_review_count: rule.requiredApprovingReviewCount,
  };
}

function representRestrictions(c: RequestContext, world: World, url: string, rule: BranchProtectionRule) {
  const own = `${url}/restrictions`;
  return {
    url: own,
    users_url: `${own}/users`,
    teams_url: `${own}/teams`,
    apps_url: `${own}/apps`,
    ...byKind(c, world, rule.pushActors),
  };
}

/** Actors as the lists of users, teams and Apps that REST has of them. */
function byKind(c: RequestContext, world: World, actors: ActorReference[]) {
  const ids = (kind: ActorReference["kind"]) =>
    actors.filter(actor => actor.kind === kind).map(({ id }) => id);
  const known = <T>(thing: T | undefined): thing is T => thing !== undefined;
  return {
    users: ids("User")
      .map(id => world.users.get(id))
      .filter(known)
      .map(user => simpleUser(c, user)),
    teams: ids("Team")
      .map(id => world.teams.get(id))
      .filter(known)
      .map(team => representTeam(c, world, team)),
    apps: ids("App")
      .map(id => world.apps.get(id))
      .filter(known)
      .map(app => representApp(c, app)),
  };
}
