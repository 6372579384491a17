import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import { GitHubError, unprocessable } from "../errors.ts";
import type { ActorReference, BranchProtectionRule, Organization, Repository, Role } from "../model.ts";
import { protectionOf } from "../protection-rules.ts";
import { representProtection } from "../represent/branch-protection.ts";
import type { World } from "../world.ts";

const names = z.array(z.string()).optional();
const actorNames = z.object({ users: names, teams: names, apps: names });
type ActorNames = z.infer<typeof actorNames>;

const checks = z.object({
  strict: z.boolean().default(false),
  contexts: z.array(z.string()).default([]),
  checks: z.array(z.object({ context: z.string(), app_id: z.int().nullish() })).optional(),
});
const reviews = z.object({
  dismissal_restrictions: actorNames.nullish(),
  bypass_pull_request_allowances: actorNames.nullish(),
  dismiss_stale_reviews: z.boolean().default(false),
  require_code_owner_reviews: z.boolean().default(false),
  require_last_push_approval: z.boolean().default(false),
  required_approving_review_count: z.int().min(0).max(6).default(1),
});
const flag = z.boolean().nullish();

/** The first four must be there, if only as null: what is null is switched off. */
const protectionBody = z.object({
  required_status_checks: checks.nullable(),
  enforce_admins: z.boolean().nullable(),
  required_pull_request_reviews: reviews.nullable(),
  restrictions: actorNames.nullable(),
  required_linear_history: flag,
  allow_force_pushes: flag,
  allow_deletions: flag,
  block_creations: flag,
  required_conversation_resolution: flag,
  lock_branch: flag,
  allow_fork_syncing: flag,
});

type Settings = Omit<BranchProtectionRule, "id" | "ownerId" | "pattern">;

/** https://docs.github.com/en/rest/branches/branch-protection */
export function branchProtection(app: Hono<Env>, world: World): void {
  const base = "/repos/:owner/:repo/branches/:branch{.+}/protection";

  app.get(base, c => {
    const { repository, branch, rule } = find(c, "push");
    return c.json(representProtection(c, world, repository, branch, rule));
  });

  app.put(base, async c => {
    const repository = findRepository(c, world, "admin");
    const branch = c.req.param("branch");
    if (!(await world.git(repository).branch(branch))) throw new GitHubError(404, "Branch not found");
    const settings = settingsOf(world, world.organizationOf(repository), await readBody(c, protectionBody));
    const rules = world.branchProtectionRules;
    const known = rules.of(repository.id).find(({ pattern }) => pattern === branch);
    const rule = known
      ? rules.update(known, settings)
      : rules.add({ ownerId: repository.id, pattern: branch, ...settings, requiresCommitSignatures: false });
    return c.json(representProtection(c, world, repository, branch, rule));
  });

  app.delete(base, c => {
    world.branchProtectionRules.remove(find(c, "admin").rule);
    return c.body(null, 204);
  });

  registerSwitch("enforce_admins", "isAdminEnforced");
  registerSwitch("required_signatures", "requiresCommitSignatures");
  registerPart("required_status_checks", {
    requiresStatusChecks: false,
    requiresStrictStatusChecks: false,
    requiredStatusChecks: [],
  });
  registerPart("required_pull_request_reviews", { requiresApprovingReviews: false });
  registerPart("restrictions", { restrictsPushes: false, pushActors: [] });

  /** A part that is on or off: POST switches it on, DELETE off. */
  function registerSwitch(name: "enforce_admins" | "required_signatures", key: keyof Settings): void {
    registerPart(name, { [key]: false });
    app.post(`${base}/${name}`, c => {
      const { repository, branch, rule } = find(c, "admin");
      world.branchProtectionRules.update(rule, { [key]: true });
      return c.json(representProtection(c, world, repository, branch, rule)[name]);
    });
  }

  /** A part of the protection that can be read, and removed by itself. */
  function registerPart(name: keyof ReturnType<typeof representProtection>, off: Partial<Settings>): void {
    app.get(`${base}/${name}`, c => {
      const { repository, branch, rule } = find(c, "push");
      const part = representProtection(c, world, repository, branch, rule)[name];
      if (part === undefined) throw new GitHubError(404, "Branch not protected in this way");
      return c.json(part);
    });
    app.delete(`${base}/${name}`, c => {
      world.branchProtectionRules.update(find(c, "admin").rule, off);
      return c.body(null, 204);
    });
  }

  function find(
    c: RequestContext,
    needed: Role,
  ): { repository: Repository; branch: string; rule: BranchProtectionRule } {
    const repository = findRepository(c, world, needed);
    const branch = c.req.param("branch") ?? "";
    const rule = protectionOf(world, repository, `refs/heads/${branch}`);
    if (!rule) throw new GitHubError(404, "Branch not protected");
    return { repository, branch, rule };
  }
}

function settingsOf(
  world: World,
  organization: Organization,
  body: z.infer<typeof protectionBody>,
): Omit<Settings, "requiresCommitSignatures"> {
  const actors = (names: ActorNames | null | undefined) => resolve(world, organization, names ?? {});
  const { required_status_checks: status, required_pull_request_reviews: reviews, restrictions } = body;
  const contexts = status?.checks ?? status?.contexts.map(context => ({ context, app_id: null })) ?? [];
  return {
    allowsDeletions: body.allow_deletions ?? false,
    allowsForcePushes: body.allow_force_pushes ?? false,
    blocksCreations: body.block_creations ?? false,
    isAdminEnforced: body.enforce_admins ?? false,
    lockBranch: body.lock_branch ?? false,
    lockAllowsFetchAndMerge: body.allow_fork_syncing ?? false,
    requiresConversationResolution: body.required_conversation_resolution ?? false,
    requiresLinearHistory: body.required_linear_history ?? false,
    requiresApprovingReviews: reviews !== null,
    requiredApprovingReviewCount: reviews?.required_approving_review_count ?? 0,
    requiresCodeOwnerReviews: reviews?.require_code_owner_reviews ?? false,
    requireLastPushApproval: reviews?.require_last_push_approval ?? false,
    dismissesStaleReviews: reviews?.dismiss_stale_reviews ?? false,
    restrictsReviewDismissals: Object.keys(reviews?.dismissal_restrictions ?? {}).length > 0,
    reviewDismissalActors: actors(reviews?.dismissal_restrictions),
    bypassPullRequestActors: actors(reviews?.bypass_pull_request_allowances),
    bypassForcePushActors: [],
    requiresStatusChecks: status !== null,
    requiresStrictStatusChecks: status?.strict ?? false,
    requiredStatusChecks: contexts.map(({ context, app_id }) => ({ context, appId: app_id ?? null })),
    restrictsPushes: restrictions !== null,
    pushActors: actors(restrictions),
    requiresDeployments: false,
    requiredDeploymentEnvironments: [],
  };
}

/** The things these names stand for. Errors: 422 naming the first that stands for none. */
function resolve(world: World, organization: Organization, names: ActorNames): ActorReference[] {
  const lookUp = (
    kind: ActorReference["kind"],
    list: string[] = [],
    find: (name: string) => { id: number } | undefined,
  ) =>
    list.map(name => {
      const found = find(name);
      if (!found)
        throw unprocessable("Validation Failed", [`${kind} '${name}' does not exist or has no access`]);
      return { kind, id: found.id };
    });
  return [
    ...lookUp("User", names.users, login => world.user(login)),
    ...lookUp("Team", names.teams, slug => world.team(organization, slug)),
    ...lookUp("App", names.apps, slug => world.apps.all().find(app => app.slug === slug)),
  ];
}
