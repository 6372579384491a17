import { sealed } from "./sealed.ts";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Of extends OfRepository {
  readonly name: string;
}

interface Values extends Of {
  /** Absent where somebody else wrote last, and on import: GitHub never tells it. */
  readonly value?: string;
  /** When Fairway wrote it, as GitHub tells; absent with the value. */
  readonly updatedAt?: string;
}

/**
 * A secret for workflows. The GitHub provider does not see that somebody overwrote one: it compares the times of writing
 * only after it has taken over the new one. https://docs.github.com/en/rest/actions/secrets
 */
export const actionsSecret: Setting<Values, Of> = {
  keys: ["name"],
  async read(api, { owner, repository, name }, { value, updatedAt }) {
    const live = await found(api.rest.actions.getRepoSecret({ owner, repo: repository, secret_name: name }));
    if (!live) return undefined;
    const own = value !== undefined && live.updated_at === updatedAt;
    return { owner, repository, name, ...(own ? { value, updatedAt } : {}) };
  },
  async write(api, { owner, repository: repo, name, value = "" }) {
    const { data } = await api.rest.actions.getRepoPublicKey({ owner, repo });
    await api.rest.actions.createOrUpdateRepoSecret({
      owner,
      repo,
      secret_name: name,
      encrypted_value: await sealed(value, data.key),
      key_id: data.key_id,
    });
  },
  async told(api, { owner, repository: repo, name }) {
    const { data } = await api.rest.actions.getRepoSecret({ owner, repo, secret_name: name });
    return { updatedAt: data.updated_at };
  },
  satisfies: (live, wanted) => live.name === wanted.name && live.value === wanted.value,
  async remove(api, { owner, repository: repo, name }) {
    await found(api.rest.actions.deleteRepoSecret({ owner, repo, secret_name: name }));
  },
};
