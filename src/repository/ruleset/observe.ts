import type { components } from "@octokit/openapi-types";
import type { Rules } from "./rules.ts";

type Rule = components["schemas"]["repository-rule"];
type Type = Rule["type"];
type Of<T extends Type> =
  Extract<Rule, { type: T }> extends { parameters?: infer P } ? NonNullable<P> : object;

/** How each rule of GitHub's is said in an entry. */
const readers: { readonly [T in Type]?: (parameters: Of<T>) => Partial<Rules> } = {
  creation: () => ({ creation: true }),
  update: () => ({ update: true }),
  deletion: () => ({ deletion: true }),
  non_fast_forward: () => ({ non_fast_forward: true }),
  required_linear_history: () => ({ linear_history: true }),
  required_signatures: () => ({ signatures: true }),
  pull_request: of => ({
    pull_request: {
      approvals: of.required_approving_review_count ?? 0,
      code_owners: of.require_code_owner_review ?? false,
      dismiss_stale: of.dismiss_stale_reviews_on_push ?? false,
      last_push_approval: of.require_last_push_approval ?? false,
      resolve_threads: of.required_review_thread_resolution ?? false,
      ...(of.allowed_merge_methods ? { merge_methods: of.allowed_merge_methods } : {}),
    },
  }),
  required_status_checks: of => ({
    checks: {
      contexts: of.required_status_checks.map(({ context, integration_id: app }) =>
        app ? { context, app } : context,
      ),
      strict: of.strict_required_status_checks_policy ?? false,
      not_on_create: of.do_not_enforce_on_create ?? false,
    },
  }),
  required_deployments: of => ({ deployments: of.required_deployment_environments }),
  code_scanning: of => ({
    code_scanning: of.code_scanning_tools.map(tool => ({
      tool: tool.tool,
      alerts: tool.alerts_threshold,
      security_alerts: tool.security_alerts_threshold,
    })),
  }),
  merge_queue: of => ({
    merge_queue: {
      method: of.merge_method,
      grouping: of.grouping_strategy,
      max_build: of.max_entries_to_build,
      max_merge: of.max_entries_to_merge,
      min_merge: of.min_entries_to_merge,
      wait_minutes: of.min_entries_to_merge_wait_minutes,
      timeout_minutes: of.check_response_timeout_minutes,
    },
  }),
  commit_message_pattern: of => ({ commit_message: pattern(of) }),
  commit_author_email_pattern: of => ({ author_email: pattern(of) }),
  committer_email_pattern: of => ({ committer_email: pattern(of) }),
  branch_name_pattern: of => ({ branch_name: pattern(of) }),
  tag_name_pattern: of => ({ tag_name: pattern(of) }),
  file_path_restriction: of => ({ file_paths: of.restricted_file_paths }),
  file_extension_restriction: of => ({ file_extensions: of.restricted_file_extensions }),
  max_file_size: of => ({ file_size: of.max_file_size }),
  max_file_path_length: of => ({ path_length: of.max_file_path_length }),
};

/** Whether every rule can be said in an entry; a ruleset with one that can't stays as it is, a stranger. */
export function canDeclare(rules: readonly Rule[]): boolean {
  return rules.every(
    ({ type, ...rule }) => type in readers && !hasReviewers(rule) && !mayFetchAndMerge(type, rule),
  );
}

/** A live ruleset's rules in an entry's words. */
export function observedRules(rules: readonly Rule[]): Rules {
  return Object.assign({}, ...rules.map(observedRule));
}

function observedRule(rule: Rule): Partial<Rules> {
  const read = readers[rule.type] as ((parameters: object) => Partial<Rules>) | undefined;
  return read?.(parametersOf(rule)) ?? {};
}

function parametersOf(rule: object): Readonly<Record<string, unknown>> {
  return "parameters" in rule ? (rule.parameters as Record<string, unknown>) : {};
}

function hasReviewers(rule: object): boolean {
  const { required_reviewers: reviewers } = parametersOf(rule);
  return Array.isArray(reviewers) && reviewers.length > 0;
}

function mayFetchAndMerge(type: Type, rule: object): boolean {
  return type === "update" && Boolean(parametersOf(rule).update_allows_fetch_and_merge);
}

interface PatternParameters {
  name?: string;
  negate?: boolean;
  operator: "starts_with" | "ends_with" | "contains" | "regex";
  pattern: string;
}

function pattern({ name, negate, operator, pattern }: PatternParameters) {
  return { operator, pattern, ...(negate ? { negate } : {}), ...(name ? { name } : {}) };
}
