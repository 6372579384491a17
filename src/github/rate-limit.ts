import type { Octokit } from "octokit";

/**
 * When GitHub answers this credential again, where its primary rate limit is used up; undefined where it is not, and where
 * GitHub can't tell. Asking is free of charge. https://docs.github.com/en/rest/rate-limit/rate-limit
 */
export async function usedUpUntil(api: Octokit): Promise<Date | undefined> {
  try {
    const { data } = await api.rest.rateLimit.get({ request: { retries: 0 } });
    const { core, graphql } = data.resources;
    const resets = [core, graphql].flatMap(limit => (limit?.remaining === 0 ? [limit.reset] : []));
    return resets.length > 0 ? new Date(Math.max(...resets) * 1000) : undefined;
  } catch {
    return undefined;
  }
}
