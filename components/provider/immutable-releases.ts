import { found, type OfRepository, type Setting } from "./setting.ts";

interface Values extends OfRepository {
  readonly enabled: boolean;
}

const endpoint = "/repos/{owner}/{repo}/immutable-releases";

/** https://docs.github.com/en/rest/repos/repos#check-if-immutable-releases-are-enabled-for-a-repository */
export const immutableReleases: Setting<Values> = {
  async read(api, { owner, repository: repo }) {
    // GitHub answers 404 where they are off, so only the repository itself tells whether it is there.
    const live = await found<{ enabled: boolean }>(api.request(`GET ${endpoint}`, { owner, repo }));
    if (live) return { owner, repository: repo, enabled: live.enabled };
    return (await found(api.rest.repos.get({ owner, repo }))) && { owner, repository: repo, enabled: false };
  },
  async write(api, { owner, repository: repo, enabled }) {
    await api.request(`${enabled ? "PUT" : "DELETE"} ${endpoint}`, { owner, repo });
  },
};
