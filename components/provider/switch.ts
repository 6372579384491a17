import { found, type OfRepository, type Setting } from "./setting.ts";

interface Values extends OfRepository {
  readonly enabled: boolean;
}

/**
 * Something of a repository that is on or off, switched by PUT and DELETE at an address of its own. Where it is off, some of
 * these addresses say so and others answer 404, as they do for a repository that is gone; so that is asked for by itself.
 */
export function repositorySwitch(address: string): Setting<Values> {
  const endpoint = `/repos/{owner}/{repo}/${address}`;
  return {
    async read(api, { owner, repository: repo }) {
      const answer = api.request(`GET ${endpoint}`, { owner, repo });
      // The answer has no body where being found is all that it says.
      const enabled = await found(answer.then(({ data }) => ({ data: data?.enabled ?? true })));
      if (enabled !== undefined) return { owner, repository: repo, enabled };
      const isThere = await found(api.rest.repos.get({ owner, repo }));
      return isThere && { owner, repository: repo, enabled: false };
    },
    async write(api, { owner, repository: repo, enabled }) {
      await api.request(`${enabled ? "PUT" : "DELETE"} ${endpoint}`, { owner, repo });
    },
  };
}
