import { isSameName } from "../../src/github/names.ts";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Values extends OfRepository {
  readonly archived: boolean;
  readonly deletion: "archive" | "permanent";
}

/**
 * Whether a repository has its name and is archived, and what becomes of it when it is no longer declared. Its former place
 * leads to it all the same: under another name it is renamed back, and with another owner it is gone.
 */
export const lifecycle: Setting<Values> = {
  async read(api, { owner, repository: repo }, { deletion = "archive" }) {
    const live = await found(api.rest.repos.get({ owner, repo }));
    if (!live || !isSameName(live.owner.login, owner)) return undefined;
    return {
      owner,
      repository: live.name,
      archived: live.archived,
      deletion,
    };
  },
  async write(api, { owner, repository: repo, archived }) {
    await api.rest.repos.update({ owner, repo, archived, ...(archived ? {} : { name: repo }) });
  },
  async remove(api, { owner, repository: repo, deletion }) {
    const live = await found(api.rest.repos.get({ owner, repo }));
    if (!live || !isSameName(live.full_name, `${owner}/${repo}`)) return;
    if (deletion === "permanent") await api.rest.repos.delete({ owner, repo });
    else if (!live.archived) await api.rest.repos.update({ owner, repo, archived: true });
  },
};
