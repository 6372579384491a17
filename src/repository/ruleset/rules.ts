import type { RepositoryRulesetArgs } from "@pulumi/github";
import { z } from "zod";

type RuleArgs = Extract<RepositoryRulesetArgs["rules"], { pullRequest?: unknown }>;

const pattern = z.strictObject({
  operator: z.enum(["starts_with", "ends_with", "contains", "regex"]),
  pattern: z.string().min(1),
  negate: z.boolean().optional().meta({ description: "Whether what matches is refused." }),
  name: z.string().optional().meta({ description: "What people are shown." }),
});

const check = z.union([
  z.string().min(1),
  z.strictObject({ context: z.string().min(1), app: z.int().positive() }),
]);

/** The rules of a ruleset. https://docs.github.com/en/rest/repos/rules */
export const rules = z.strictObject({
  creation: z
    .literal(true)
    .optional()
    .meta({ description: "Only those who bypass may create matching refs." }),
  update: z
    .literal(true)
    .optional()
    .meta({ description: "Only those who bypass may push to matching refs." }),
  deletion: z
    .literal(true)
    .optional()
    .meta({ description: "Only those who bypass may delete matching refs." }),
  non_fast_forward: z.literal(true).optional().meta({ description: "No force pushes." }),
  linear_history: z.literal(true).optional().meta({ description: "No merge commits." }),
  signatures: z.literal(true).optional().meta({ description: "Commits must be signed." }),
  pull_request: z
    .strictObject({
      approvals: z.int().min(0).max(10).optional().meta({ description: "How many people must approve." }),
      code_owners: z.boolean().optional().meta({ description: "Whether code owners must approve." }),
      dismiss_stale: z.boolean().optional().meta({ description: "Whether a push takes approvals back." }),
      last_push_approval: z.boolean().optional().meta({
        description: "Whether somebody else than the last one to push must approve.",
      }),
      resolve_threads: z
        .boolean()
        .optional()
        .meta({ description: "Whether conversations must be resolved." }),
      merge_methods: z
        .array(z.enum(["merge", "squash", "rebase"]))
        .min(1)
        .optional()
        .meta({
          description: "The ways to merge that are allowed.",
        }),
    })
    .optional()
    .meta({ description: "Changes come by pull request only." }),
  checks: z
    .strictObject({
      contexts: z.array(check).min(1).optional().meta({
        description: "Names of checks, or `{context, app}` where only one App’s answer counts.",
      }),
      strict: z.boolean().optional().meta({ description: "Whether the branch must be up to date." }),
      not_on_create: z.boolean().optional().meta({ description: "Whether new branches are let through." }),
    })
    .optional()
    .meta({ description: "Status checks that must pass." }),
  deployments: z.array(z.string().min(1)).min(1).optional().meta({
    description: "Environments that a commit must have been deployed to.",
  }),
  code_scanning: z
    .array(
      z.strictObject({
        tool: z.string().min(1),
        alerts: z.enum(["none", "errors", "errors_and_warnings", "all"]),
        security_alerts: z.enum(["none", "critical", "high_or_higher", "medium_or_higher", "all"]),
      }),
    )
    .optional()
    .meta({ description: "Code scanning results that block." }),
  merge_queue: z
    .strictObject({
      method: z.enum(["MERGE", "SQUASH", "REBASE"]).default("MERGE"),
      grouping: z.enum(["ALLGREEN", "HEADGREEN"]).default("ALLGREEN"),
      max_build: z.int().min(0).max(100).default(5),
      max_merge: z.int().min(0).max(100).default(5),
      min_merge: z.int().min(0).max(100).default(1),
      wait_minutes: z.int().min(0).max(360).default(5),
      timeout_minutes: z.int().min(1).max(360).default(60),
    })
    .optional()
    .meta({ description: "Merges go through a queue." }),
  commit_message: pattern.optional(),
  author_email: pattern.optional(),
  committer_email: pattern.optional(),
  branch_name: pattern.optional(),
  tag_name: pattern.optional(),
  file_paths: z
    .array(z.string().min(1))
    .min(1)
    .optional()
    .meta({ description: "Paths that pushes must not touch." }),
  file_extensions: z.array(z.string().min(1)).min(1).optional().meta({
    description: "File extensions that pushes must not bring.",
  }),
  file_size: z
    .int()
    .min(1)
    .max(100)
    .optional()
    .meta({ description: "The largest file a push may bring, in MB." }),
  path_length: z
    .int()
    .min(1)
    .max(32767)
    .optional()
    .meta({ description: "The longest path a push may bring." }),
});
export type Rules = z.output<typeof rules>;

/** The provider's arguments for a ruleset's rules. */
export function ruleArgs(rules: Rules): RuleArgs {
  const { pull_request: pull, checks, merge_queue: queue } = rules;
  return defined({
    creation: rules.creation,
    update: rules.update,
    deletion: rules.deletion,
    nonFastForward: rules.non_fast_forward,
    requiredLinearHistory: rules.linear_history,
    requiredSignatures: rules.signatures,
    pullRequest: pull && {
      requiredApprovingReviewCount: pull.approvals ?? 0,
      requireCodeOwnerReview: pull.code_owners ?? false,
      dismissStaleReviewsOnPush: pull.dismiss_stale ?? false,
      requireLastPushApproval: pull.last_push_approval ?? false,
      requiredReviewThreadResolution: pull.resolve_threads ?? false,
      ...(pull.merge_methods ? { allowedMergeMethods: pull.merge_methods } : {}),
    },
    requiredStatusChecks: checks?.contexts?.length
      ? {
          requiredChecks: checks.contexts.map(check =>
            typeof check === "string"
              ? { context: check }
              : { context: check.context, integrationId: check.app },
          ),
          strictRequiredStatusChecksPolicy: checks.strict ?? false,
          doNotEnforceOnCreate: checks.not_on_create ?? false,
        }
      : undefined,
    requiredDeployments: rules.deployments && { requiredDeploymentEnvironments: rules.deployments },
    requiredCodeScanning: rules.code_scanning && {
      requiredCodeScanningTools: rules.code_scanning.map(({ tool, alerts, security_alerts }) => ({
        tool,
        alertsThreshold: alerts,
        securityAlertsThreshold: security_alerts,
      })),
    },
    mergeQueue: queue && {
      mergeMethod: queue.method,
      groupingStrategy: queue.grouping,
      maxEntriesToBuild: queue.max_build,
      maxEntriesToMerge: queue.max_merge,
      minEntriesToMerge: queue.min_merge,
      minEntriesToMergeWaitMinutes: queue.wait_minutes,
      checkResponseTimeoutMinutes: queue.timeout_minutes,
    },
    commitMessagePattern: patternArgs(rules.commit_message),
    commitAuthorEmailPattern: patternArgs(rules.author_email),
    committerEmailPattern: patternArgs(rules.committer_email),
    branchNamePattern: patternArgs(rules.branch_name),
    tagNamePattern: patternArgs(rules.tag_name),
    filePathRestriction: rules.file_paths && { restrictedFilePaths: rules.file_paths },
    fileExtensionRestriction: rules.file_extensions && { restrictedFileExtensions: rules.file_extensions },
    maxFileSize: rules.file_size === undefined ? undefined : { maxFileSize: rules.file_size },
    maxFilePathLength: rules.path_length === undefined ? undefined : { maxFilePathLength: rules.path_length },
  });
}

type Pattern = z.output<typeof pattern>;

function patternArgs(rule: Pattern | undefined) {
  return (
    rule && {
      name: rule.name ?? "",
      operator: rule.operator,
      pattern: rule.pattern,
      negate: rule.negate ?? false,
    }
  );
}

function defined<T extends object>(args: { [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(args).filter(([, value]) => value !== undefined)) as T;
}
