import { isDeepStrictEqual } from "node:util";
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
}

/**
 * What workflows may run. The GitHub provider cannot take the last pattern away, and so never takes back one that somebody
 * adds to an empty list (https://github.com/integrations/terraform-provider-github/issues/2680).
 * https://docs.github.com/en/rest/actions/permissions
 */
export const actionsPermissions: Setting<Values> = {
  async read(api, { owner, repository }) {
    const of = { owner, repo: repository };
    const live = await found(api.rest.actions.getGithubActionsPermissionsRepository(of));
    if (!live) return undefined;
    const { enabled, allowed_actions: allowed } = live;
    if (!enabled || !allowed) return { owner, repository, enabled };
    if (allowed !== "selected") return { owner, repository, enabled, allowed };
    const { data } = await api.rest.actions.getAllowedActionsRepository(of);
    const selected = {
      githubOwned: data.github_owned_allowed ?? false,
      verified: data.verified_allowed ?? false,
      patterns: data.patterns_allowed ?? [],
    };
    return { owner, repository, enabled, allowed, selected };
  },
  async write(api, { owner, repository: repo, enabled, allowed, selected }) {
    await api.rest.actions.setGithubActionsPermissionsRepository({
      owner,
      repo,
      enabled,
      ...(allowed ? { allowed_actions: allowed } : {}),
    });
    if (!selected) return;
    await api.rest.actions.setAllowedActionsRepository({
      owner,
      repo,
      github_owned_allowed: selected.githubOwned,
      verified_allowed: selected.verified,
      patterns_allowed: [...selected.patterns],
    });
  },
  satisfies: (live, wanted) => isDeepStrictEqual(sorted(live), sorted(wanted)),
};

/** GitHub keeps no order in the patterns. */
function sorted({ selected, ...values }: Values): object {
  return selected ? { ...values, selected: { ...selected, patterns: selected.patterns.toSorted() } } : values;
}
