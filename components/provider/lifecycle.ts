import { isSameName } from "../../src/github/names.ts";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Values extends OfRepository {
  readonly archived: boolean;
  readonly deletion: "archive" | "permanent";
}

/** Whether a repository has its name and is archived, and what becomes of it when it is no longer declared. */
export const lifecycle: Setting<Values> = {
  async read(api, { owner, repository: repo }, { deletion = "archive" }) {
    const live = await found(api.rest.repos.get({ owner, repo }));
    // An old name leads to a repository that somebody has renamed.
    return live && { owner, repository: live.name, archived: live.archived, deletion };
  },
  async write(api, { owner, repository: repo, archived }) {
    await api.rest.repos.update({ owner, repo, archived, ...(archived ? {} : { name: repo }) });
  },
  async remove(api, { owner, repository: repo, deletion }) {
    const live = await found(api.rest.repos.get({ owner, repo }));
    // An old name still leads to the repository that was renamed: that one is no longer this resource's.
    if (!live || !isSameName(live.name, repo)) return;
    if (deletion === "permanent") await api.rest.repos.delete({ owner, repo });
    else if (!live.archived) await api.rest.repos.update({ owner, repo, archived: true });
  },
};
