import { sealed } from "./sealed.ts";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Of extends OfRepository {
  readonly environment: string;
  readonly name: string;
}

interface Values extends Of {
  /** Absent where somebody else wrote last, and on import: GitHub never tells it. */
  readonly value?: string;
  /** When Fairway wrote it, as GitHub tells; absent with the value. */
  readonly updatedAt?: string;
}

const endpoint = "/repos/{owner}/{repository}/environments/{environment}/secrets";

/**
 * A secret for the jobs that deploy to an environment. Like a repository's own, the GitHub provider does not see that somebody
 * overwrote one. https://docs.github.com/en/rest/actions/secrets#list-environment-secrets
 */
export const environmentSecret: Setting<Values, Of> = {
  keys: ["environment", "name"],
  async read(api, { owner, repository, environment, name }, { value, updatedAt }) {
    const of = { owner, repository, environment, name };
    const live = await found<{ updated_at: string }>(api.request(`GET ${endpoint}/{name}`, of));
    if (!live) return undefined;
    const own = value !== undefined && live.updated_at === updatedAt;
    return { ...of, ...(own ? { value, updatedAt } : {}) };
  },
  async write(api, { owner, repository, environment, name, value = "" }) {
    const of = { owner, repository, environment };
    const { data } = await api.request(`GET ${endpoint}/public-key`, of);
    await api.request(`PUT ${endpoint}/{name}`, {
      ...of,
      name,
      encrypted_value: await sealed(value, data.key),
      key_id: data.key_id,
    });
  },
  async told(api, { owner, repository, environment, name }) {
    const { data } = await api.request(`GET ${endpoint}/{name}`, { owner, repository, environment, name });
    return { updatedAt: data.updated_at };
  },
  satisfies: (live, wanted) => live.name === wanted.name && live.value === wanted.value,
  async remove(api, { owner, repository, environment, name }) {
    await found(api.request(`DELETE ${endpoint}/{name}`, { owner, repository, environment, name }));
  },
};
