import { found, type OfRepository, type Setting } from "./setting.ts";

interface Values extends OfRepository {
  readonly topics: readonly string[];
}

/**
 * The topics of a repository. The GitHub provider has two ways to declare them and takes an empty list for «leave as it is»
 * in both, so that topics added by hand would stay.
 * https://docs.github.com/en/rest/repos/repos#replace-all-repository-topics
 */
export const topics: Setting<Values> = {
  async read(api, { owner, repository: repo }) {
    const live = await found(api.rest.repos.getAllTopics({ owner, repo }));
    return live && { owner, repository: repo, topics: live.names.toSorted() };
  },
  async write(api, { owner, repository: repo, topics }) {
    await api.rest.repos.replaceAllTopics({ owner, repo, names: [...topics] });
  },
};
