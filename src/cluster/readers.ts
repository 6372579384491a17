import type { Octokit } from "octokit";
import { absent } from "../github/absence.ts";
import { clusterOfDeployKey } from "./deploy-key-title.ts";

/** A repository of an organisation. */
export interface ReadRepository {
  readonly owner: string;
  readonly repository: string;
}

/**
 * The clusters that have a deploy key of a repository, in the order of their names: its tenants stand there. A cluster's key
 * goes with its last tenant of the repository.
 */
export async function readersOf(
  api: Octokit,
  { owner, repository: repo }: ReadRepository,
): Promise<string[]> {
  const keys = await api
    .paginate(api.rest.repos.listDeployKeys, { owner, repo, per_page: 100 })
    .catch(absent([]));
  return [...new Set(keys.flatMap(({ title }) => clusterOfDeployKey(title) ?? []))].sort();
}

/** Why a repository can't go yet: what read it last could not be taken down cleanly without it. */
export function describeReaders({ owner, repository }: ReadRepository, clusters: readonly string[]): string {
  const commands = clusters.map(cluster => `\`fairway up --stack ${cluster}\``);
  return (
    `${owner}/${repository} is still read by ${clusters.join(", ")}, so it stays as it is: run ${commands.join(", ")} ` +
    "without its tenant first, then this again. (If a cluster is no more, delete its deploy key at GitHub.)"
  );
}
