import { isDeepStrictEqual } from "node:util";
import type { Octokit } from "octokit";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Selection {
  readonly githubOwned: boolean;
  readonly verified: boolean;
  readonly patterns: readonly string[];
}

interface Values extends OfRepository {
  readonly enabled: boolean;
  /** GitHub neither takes nor tells it while `enabled` is false. */
  readonly allowed?: "all" | "local_only" | "selected";
  /** Only with `allowed: selected`. */
  readonly selected?: Selection;
  /** What a workflow's own token may do where the workflow does not say. */
  readonly workflowToken: "read" | "write";
  readonly approvePullRequests: boolean;
}

/**
 * What workflows may run and do. The GitHub provider cannot take the last pattern away, and so never takes back one that somebody
 * adds to an empty list (https://github.com/integrations/terraform-provider-github/issues/2680).
 * https://docs.github.com/en/rest/actions/permissions
 */
export const actionsPermissions: Setting<Values> = {
  async read(api, { owner, repository }) {
    const of = { owner, repo: repository };
    const live = await found(api.rest.actions.getGithubActionsPermissionsRepository(of));
    if (!live) return undefined;
    const { data: token } = await api.rest.actions.getGithubActionsDefaultWorkflowPermissionsRepository(of);
    const { enabled, allowed_actions: allowed } = live;
    return {
      owner,
      repository,
      enabled,
      ...(enabled && allowed ? { allowed } : {}),
      ...(enabled && allowed === "selected" ? { selected: await selection(api, of) } : {}),
      workflowToken: token.default_workflow_permissions,
      approvePullRequests: token.can_approve_pull_request_reviews,
    };
  },
  async write(api, { owner, repository: repo, enabled, allowed, selected, ...token }) {
    const of = { owner, repo };
    await api.rest.actions.setGithubActionsPermissionsRepository({
      ...of,
      enabled,
      ...(allowed ? { allowed_actions: allowed } : {}),
    });
    if (selected) {
      await api.rest.actions.setAllowedActionsRepository({
        ...of,
        github_owned_allowed: selected.githubOwned,
        verified_allowed: selected.verified,
        patterns_allowed: [...selected.patterns],
      });
    }
    await api.rest.actions.setGithubActionsDefaultWorkflowPermissionsRepository({
      ...of,
      default_workflow_permissions: token.workflowToken,
      can_approve_pull_request_reviews: token.approvePullRequests,
    });
  },
  satisfies: (live, wanted) => isDeepStrictEqual(sorted(live), sorted(wanted)),
};

async function selection(api: Octokit, of: { owner: string; repo: string }): Promise<Selection> {
  const { data } = await api.rest.actions.getAllowedActionsRepository(of);
  return {
    githubOwned: data.github_owned_allowed ?? false,
    verified: data.verified_allowed ?? false,
    patterns: data.patterns_allowed ?? [],
  };
}

/** GitHub keeps no order in the patterns. */
function sorted({ selected, ...values }: Values): object {
  return selected ? { ...values, selected: { ...selected, patterns: selected.patterns.toSorted() } } : values;
}
