import * as z from "zod";
import { type GitHubError, unprocessable } from "./errors.ts";

/** The parameters of each kind of rule; a kind that is not here is refused. */
const pattern = z.object({
  name: z.string().default(""),
  negate: z.boolean().default(false),
  operator: z.enum(["starts_with", "ends_with", "contains", "regex"]),
  pattern: z.string().min(1),
});

const PARAMETERS = {
  creation: undefined,
  deletion: undefined,
  non_fast_forward: undefined,
  required_linear_history: undefined,
  required_signatures: undefined,
  update: z.object({ update_allows_fetch_and_merge: z.boolean().default(false) }),
  required_deployments: z.object({ required_deployment_environments: z.array(z.string()) }),
  pull_request: z.object({
    required_approving_review_count: z.int().min(0).max(10),
    dismiss_stale_reviews_on_push: z.boolean(),
    require_code_owner_review: z.boolean(),
    require_last_push_approval: z.boolean(),
    required_review_thread_resolution: z.boolean(),
    allowed_merge_methods: z
      .array(z.enum(["merge", "squash", "rebase"]))
      .default(["merge", "squash", "rebase"]),
    required_reviewers: z
      .array(
        z.object({
          minimum_approvals: z.int(),
          file_patterns: z.array(z.string()),
          reviewer: z.object({ id: z.int(), type: z.literal("Team") }).optional(),
        }),
      )
      .default([]),
  }),
  required_status_checks: z.object({
    strict_required_status_checks_policy: z.boolean(),
    do_not_enforce_on_create: z.boolean().default(false),
    required_status_checks: z.array(
      z.object({ context: z.string().min(1), integration_id: z.int().optional() }),
    ),
  }),
  merge_queue: z.object({
    check_response_timeout_minutes: z.int(),
    grouping_strategy: z.enum(["ALLGREEN", "HEADGREEN"]),
    max_entries_to_build: z.int(),
    max_entries_to_merge: z.int(),
    merge_method: z.enum(["MERGE", "SQUASH", "REBASE"]),
    min_entries_to_merge: z.int(),
    min_entries_to_merge_wait_minutes: z.int(),
  }),
  commit_message_pattern: pattern,
  commit_author_email_pattern: pattern,
  committer_email_pattern: pattern,
  branch_name_pattern: pattern,
  tag_name_pattern: pattern,
  code_scanning: z.object({
    code_scanning_tools: z.array(
      z.object({ tool: z.string(), alerts_threshold: z.string(), security_alerts_threshold: z.string() }),
    ),
  }),
  workflows: z.object({
    do_not_enforce_on_create: z.boolean().default(false),
    workflows: z.array(z.looseObject({ path: z.string(), repository_id: z.int() })),
  }),
  file_path_restriction: z.object({ restricted_file_paths: z.array(z.string()) }),
  max_file_path_length: z.object({ max_file_path_length: z.int() }),
  file_extension_restriction: z.object({ restricted_file_extensions: z.array(z.string()) }),
  max_file_size: z.object({ max_file_size: z.int() }),
  copilot_code_review: z.object({
    review_on_push: z.boolean().default(false),
    review_draft_pull_requests: z.boolean().default(false),
  }),
} satisfies Record<string, z.ZodType | undefined>;

const refs = z.object({ include: z.array(z.string()).default([]), exclude: z.array(z.string()).default([]) });
const property = z.looseObject({ name: z.string(), property_values: z.array(z.string()) });

const rule = z.object({ type: z.string(), parameters: z.record(z.string(), z.unknown()).optional() });
export type Rule = z.infer<typeof rule>;

/** What creates a ruleset, or replaces its content. https://docs.github.com/en/rest/repos/rules */
export const rulesetBody = z.object({
  name: z.string().min(1).max(100),
  target: z.enum(["branch", "tag", "push", "repository"]).default("branch"),
  enforcement: z.enum(["disabled", "active", "evaluate"]),
  bypass_actors: z
    .array(
      z.object({
        actor_id: z.int().nullable().default(null),
        actor_type: z.enum([
          "Integration",
          "OrganizationAdmin",
          "RepositoryRole",
          "Team",
          "DeployKey",
          "EnterpriseOwner",
          "User",
        ]),
        bypass_mode: z.enum(["always", "pull_request", "exempt"]).default("always"),
      }),
    )
    .default([]),
  conditions: z
    .object({
      ref_name: refs.optional(),
      repository_name: refs.extend({ protected: z.boolean().optional() }).optional(),
      repository_id: z.object({ repository_ids: z.array(z.int()) }).optional(),
      repository_property: z.object({ include: z.array(property), exclude: z.array(property) }).optional(),
    })
    .optional(),
  rules: z.array(rule).default([]),
});

/**
 * Checks each rule's kind and parameters, and fills in the parameters GitHub fills in.
 * Errors: 422 naming the rule, for an unknown kind, wrong parameters and an App that is not installed.
 */
export function checkRules(rules: Rule[], isInstalled: (appId: number) => boolean): void {
  for (const rule of rules) {
    if (!Object.hasOwn(PARAMETERS, rule.type)) {
      throw unprocessable("Validation Failed", [`Invalid rule '${rule.type}': there is no such rule`]);
    }
    const schema = PARAMETERS[rule.type as keyof typeof PARAMETERS];
    if (!schema) {
      delete rule.parameters;
      continue;
    }
    const parsed = schema.safeParse(rule.parameters ?? {});
    if (!parsed.success) throw invalidRule(rule.type, parsed.error);
    rule.parameters = parsed.data as Record<string, unknown>;
    checkApps(rule, isInstalled);
  }
}

function checkApps(rule: Rule, isInstalled: (appId: number) => boolean): void {
  if (rule.type !== "required_status_checks") return;
  const checks = (rule.parameters?.required_status_checks ?? []) as {
    context: string;
    integration_id?: number;
  }[];
  const stranger = checks.find(
    ({ integration_id }) => integration_id !== undefined && !isInstalled(integration_id),
  );
  if (stranger) {
    const message = `Invalid rule 'required_status_checks': Integration ${stranger.integration_id} is not installed`;
    throw unprocessable("Validation Failed", [message]);
  }
}

function invalidRule(type: string, error: z.ZodError): GitHubError {
  const [issue] = error.issues;
  return unprocessable("Validation Failed", [
    `Invalid rule '${type}': ${issue?.path.join(".") ?? ""}: ${issue?.message ?? "invalid"}`,
  ]);
}
