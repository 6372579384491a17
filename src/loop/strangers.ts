import type { Octokit } from "octokit";
import pMap from "p-map";
import { deployKeyTitle } from "../cluster/deploy-key-title.ts";
import type { Subject } from "../engine/urn.ts";
import type { BulkLook } from "../github/bulk-look.ts";
import type { LiveOrganization } from "../github/live-organization.ts";
import { LiveRepository } from "../github/live-repository.ts";
import { folded } from "../github/names.ts";
import { desiredRepository, kinds } from "../repository/desired.ts";
import { symbolicContext } from "../repository/desired-state.ts";
import { type KindName, nameInRepository, type Resource } from "../repository/resource.ts";
import type { Target } from "./target.ts";

/** Something that somebody made beside what is declared, and that Fairway names and leaves alone. */
export interface Stranger extends Pick<Subject, "repository" | "cluster"> {
  readonly kind: string;
  readonly key: string;
}

const reported = (Object.keys(kinds) as KindName[]).filter(kind => kinds[kind].authorship === "reports");

/**
 * What the organisation's repositories have beyond what is declared, of the kinds whose authorship is `reports`. Archived
 * ones are left in peace. Only reads at GitHub.
 * @param look where there was one already: what it does not tell of is not looked for
 */
export async function findStrangers(
  api: Octokit,
  live: LiveOrganization,
  { catalogue, organization }: Pick<Target, "catalogue" | "organization">,
  look?: BulkLook,
): Promise<readonly Stranger[]> {
  const { repositories, standard } = catalogue;
  const liveRepository = (name: string) =>
    look?.repositories.get(folded(name)) ?? new LiveRepository(api, live, name);
  const context = symbolicContext(organization, standard);
  const isClusters = (kind: KindName, key: string) =>
    kind === "deployKey" && catalogue.clusters.some(({ name }) => key === deployKeyTitle(name));
  const existing = new Set(
    (await live.repositories).flatMap(({ name, archived }) => (archived ? [] : [folded(name)])),
  );
  const found = await pMap(
    repositories.filter(({ name, archived }) => existing.has(folded(name)) && !archived),
    async repository =>
      await besides(desiredRepository(repository, context), liveRepository(repository.name)),
    { concurrency: 8 },
  );
  return found.flat().filter(({ kind, key }) => !isClusters(kind as KindName, key));
}

async function besides(declared: readonly Resource[], live: LiveRepository): Promise<readonly Stranger[]> {
  const known = new Set(declared.map(nameInRepository));
  const found = await Promise.all(
    reported.map(async kind => {
      const keys = (await kinds[kind].list?.(live)) ?? [];
      return keys
        .filter(key => !known.has(nameInRepository({ kind, key })))
        .map(key => ({ repository: live.name, kind, key }));
    }),
  );
  return found.flat();
}
