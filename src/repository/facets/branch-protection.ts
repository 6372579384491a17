import type { BranchProtectionArgs } from "@pulumi/github";
import { z } from "zod";
import type { Actors, BranchProtectionRule } from "../../github/branch-protection.ts";
import type { Context, Properties } from "../facet.ts";
import { facet } from "../facet.ts";
import { login } from "../names.ts";
import { isLess, isMore, type Modification, weakerProtection } from "../risk.ts";

const actors = z.strictObject({
  users: z.array(login).optional().meta({ description: "Logins." }),
  teams: z.array(z.string().min(1)).optional().meta({ description: "Slugs of teams." }),
  apps: z.array(z.string().min(1)).optional().meta({ description: "Node ids of GitHub Apps." }),
});
type ActorsSpec = z.output<typeof actors>;

const rule = z.strictObject({
  admins: z.boolean().optional().meta({ description: "Whether it holds for administrators too." }),
  deletions: z.boolean().optional().meta({ description: "Whether the branch may be deleted." }),
  force_pushes: z.boolean().optional().meta({ description: "Whether anybody may force-push." }),
  force_push_bypass: actors.optional().meta({ description: "Who may force-push although others may not." }),
  signatures: z.boolean().optional().meta({ description: "Whether commits must be signed." }),
  linear_history: z.boolean().optional().meta({ description: "Whether merge commits are refused." }),
  resolve_threads: z.boolean().optional().meta({ description: "Whether conversations must be resolved." }),
  lock: z.boolean().optional().meta({ description: "Whether the branch is read-only." }),
  reviews: z
    .strictObject({
      approvals: z.int().min(0).max(6).optional().meta({ description: "How many people must approve." }),
      code_owners: z.boolean().optional().meta({ description: "Whether code owners must approve." }),
      dismiss_stale: z.boolean().optional().meta({ description: "Whether a push takes approvals back." }),
      last_push_approval: z.boolean().optional().meta({
        description: "Whether somebody else than the last one to push must approve.",
      }),
      dismissal: actors.optional().meta({ description: "Who alone may dismiss reviews." }),
      bypass: actors.optional().meta({ description: "Who needs no pull request." }),
    })
    .optional()
    .meta({ description: "Pull requests must be reviewed." }),
  checks: z
    .strictObject({
      contexts: z.array(z.string().min(1)).optional().meta({ description: "Names of checks." }),
      strict: z.boolean().optional().meta({ description: "Whether the branch must be up to date." }),
    })
    .optional()
    .meta({ description: "Status checks must pass." }),
  push: z
    .strictObject({
      allow: actors.optional().meta({ description: "Who alone may push." }),
      creations: z.boolean().optional().meta({ description: "Whether others may create matching branches." }),
    })
    .optional()
    .meta({ description: "Pushing is for the named ones only." }),
});
export type ClassicRule = z.output<typeof rule>;

/** Classic branch protection, for repositories that have it; new ones are better served by rulesets. */
export const branchProtection = facet({
  title: "Classic branch protection",
  fields: {
    branch_protection: z.record(z.string().min(1), rule).optional().meta({
      description:
        "Classic rules by branch name or pattern. New repositories are better served by `rulesets`.",
    }),
  },
  kinds: {
    branchProtection: {
      type: "github:index/branchProtection:BranchProtection",
      title: "classic branch protection",
      authorship: "reports",
      audited: [
        "protected_branch.create",
        "protected_branch.update_",
        "protected_branch.destroy",
        "protected_branch.authorized_users_teams",
        "protected_branch.branch_allowances",
        "protected_branch.dismiss",
      ],
      complete: true,
      inBulk: true,
      risk: protectionRisk,
      identify: async (_, live, pattern) =>
        (await live.branchProtection).some(found => found.pattern === pattern)
          ? `${live.name}:${pattern}`
          : undefined,
      amend: withApps,
      list: async live => (await live.branchProtection).map(({ pattern }) => pattern),
    },
  },
  resources: ({ branch_protection: rules = {} }, context) =>
    Object.entries(rules).map(([pattern, rule]) => ({
      kind: "branchProtection",
      key: pattern,
      args: ruleArgs(pattern, rule, context),
      after: ["collaborators", "scaffold"],
    })),
  observe: async live => ({
    branch_protection: Object.fromEntries(
      (await live.branchProtection).map(found => [found.pattern, said(found)]),
    ),
  }),
});

function ruleArgs(pattern: string, rule: ClassicRule, context: Context): BranchProtectionArgs {
  const { reviews, checks, push } = rule;
  const named = (actors: ActorsSpec | undefined) => actorNames(actors, context.organization);
  return {
    repositoryId: context.repositoryNodeId,
    pattern,
    allowsDeletions: rule.deletions ?? false,
    allowsForcePushes: rule.force_pushes ?? false,
    forcePushBypassers: named(rule.force_push_bypass),
    enforceAdmins: rule.admins ?? false,
    requireSignedCommits: rule.signatures ?? false,
    requiredLinearHistory: rule.linear_history ?? false,
    requireConversationResolution: rule.resolve_threads ?? false,
    lockBranch: rule.lock ?? false,
    ...(reviews
      ? {
          requiredPullRequestReviews: [
            {
              requiredApprovingReviewCount: reviews.approvals ?? 0,
              requireCodeOwnerReviews: reviews.code_owners ?? false,
              dismissStaleReviews: reviews.dismiss_stale ?? false,
              requireLastPushApproval: reviews.last_push_approval ?? false,
              restrictDismissals: reviews.dismissal !== undefined,
              dismissalRestrictions: named(reviews.dismissal),
              pullRequestBypassers: named(reviews.bypass),
            },
          ],
        }
      : {}),
    ...(checks
      ? { requiredStatusChecks: [{ strict: checks.strict ?? false, contexts: checks.contexts ?? [] }] }
      : {}),
    ...(push
      ? {
          restrictPushes: [
            { blocksCreations: !(push.creations ?? false), pushAllowances: named(push.allow) },
          ],
        }
      : {}),
  };
}

/** The provider's names: `/login`, `organisation/team`, or a node id. */
function actorNames(actors: ActorsSpec | undefined, organization: string): string[] {
  return [
    ...(actors?.users ?? []).map(login => `/${login}`),
    ...(actors?.teams ?? []).map(slug => `${organization}/${slug}`),
    ...(actors?.apps ?? []),
  ];
}

/**
 * The provider reads a GitHub App among the actors as if it were a team of the App's name, until the state calls it by its
 * node id. An imported rule's lists are right but for that.
 */
function withApps(imported: Properties, args: BranchProtectionArgs): Properties {
  const [mended] = mend([imported], [args]) as [Properties];
  return mended;
}

/** Takes a declared list of actors for the imported one where they differ in nothing but how they call the Apps. */
function mend(imported: unknown, declared: unknown): unknown {
  if (!Array.isArray(imported) || !Array.isArray(declared) || imported.length !== declared.length)
    return imported;
  if (declared.some(isNodeId)) return declared;
  return imported.map((item, index) => {
    const other = declared[index];
    if (typeof item !== "object" || typeof other !== "object") return item;
    const lists = Object.entries(item).map(([key, value]) => [key, mend(value, other[key])]);
    return Object.fromEntries(lists);
  });
}

function isNodeId(value: unknown): boolean {
  return typeof value === "string" && !value.includes("/");
}

function said(found: BranchProtectionRule): ClassicRule {
  return {
    ...flags({
      admins: found.isAdminEnforced,
      deletions: found.allowsDeletions,
      force_pushes: found.allowsForcePushes,
      signatures: found.requiresCommitSignatures,
      linear_history: found.requiresLinearHistory,
      resolve_threads: found.requiresConversationResolution,
      lock: found.lockBranch,
    }),
    ...(found.allowsForcePushes ? {} : some("force_push_bypass", found.forcePush)),
    ...(found.requiresApprovingReviews ? { reviews: saidReviews(found) } : {}),
    ...(found.requiresStatusChecks
      ? {
          checks: {
            ...(found.requiredStatusCheckContexts.length
              ? { contexts: [...found.requiredStatusCheckContexts] }
              : {}),
            ...flags({ strict: found.requiresStrictStatusChecks }),
          },
        }
      : {}),
    ...(found.restrictsPushes
      ? { push: { ...some("allow", found.push), ...flags({ creations: !found.blocksCreations }) } }
      : {}),
  };
}

function saidReviews(found: BranchProtectionRule): NonNullable<ClassicRule["reviews"]> {
  return {
    ...(found.requiredApprovingReviewCount ? { approvals: found.requiredApprovingReviewCount } : {}),
    ...flags({
      code_owners: found.requiresCodeOwnerReviews,
      dismiss_stale: found.dismissesStaleReviews,
      last_push_approval: found.requireLastPushApproval,
    }),
    ...(found.restrictsReviewDismissals ? { dismissal: listed(found.dismissal) } : {}),
    ...some("bypass", found.pullRequest),
  };
}

/** Only what is switched on: off is what every flag is where nothing is said. */
function flags<T extends Record<string, boolean>>(all: T): Partial<T> {
  return Object.fromEntries(Object.entries(all).filter(([, on]) => on)) as Partial<T>;
}

function some<K extends string>(key: K, actors: Actors): { [P in K]?: ActorsSpec } {
  const found = listed(actors);
  return (Object.keys(found).length ? { [key]: found } : {}) as { [P in K]?: ActorsSpec };
}

function listed(actors: Actors): ActorsSpec {
  const kinds = Object.entries(actors).filter(([, names]) => names.length);
  return Object.fromEntries(kinds.map(([kind, names]) => [kind, [...names]]));
}

/** What lets somebody do more. */
const openings = /^allows|[bB]ypassers|pushAllowances|dismissalRestrictions/;

function protectionRisk({ action, effect, properties }: Modification): string | undefined {
  if (action === "create") return undefined;
  const isGone = action === "delete" && effect !== "forgotten";
  const isNewlyRestricted = properties.some(
    ({ path, to }) => path.endsWith("restrictDismissals") && to === true,
  );
  const isWeaker = properties.some(setting => {
    const { path, from, to } = setting;
    if (!openings.test(path)) return isLess(setting);
    // What is said of a restriction that is new opens nothing.
    const isNew =
      (path.includes("].") && from === null) || (isNewlyRestricted && path.endsWith("dismissalRestrictions"));
    return to === true || (!isNew && isMore(setting));
  });
  return isGone || isWeaker ? weakerProtection : undefined;
}
