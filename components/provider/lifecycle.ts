import type { Octokit } from "octokit";
import { describeReaders, readersOf } from "../../src/cluster/readers.ts";
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
    if (archived) await refuseWhereTenantsStand(api, { owner, repository: repo });
    await api.rest.repos.update({ owner, repo, archived, ...(archived ? {} : { name: repo }) });
  },
  async remove(api, { owner, repository: repo, deletion }) {
    const live = await found(api.rest.repos.get({ owner, repo }));
    if (!live || !isSameName(live.full_name, `${owner}/${repo}`)) return;
    if (live.archived && deletion !== "permanent") return;
    await refuseWhereTenantsStand(api, { owner, repository: repo });
    if (deletion === "permanent") await api.rest.repos.delete({ owner, repo });
    else await api.rest.repos.update({ owner, repo, archived: true });
  },
};

/**
 * A cluster that can no longer fetch a repository can't take down cleanly what came from it, and no key can be taken away
 * from an archive.
 */
async function refuseWhereTenantsStand(api: Octokit, of: OfRepository): Promise<void> {
  const clusters = await readersOf(api, of);
  if (clusters.length > 0) throw new Error(describeReaders(of, clusters));
}
