import type { Octokit } from "octokit";
import type { Plan } from "../engine/plan.ts";

/**
 * Takes repositories out of the public's sight before anything else. The provider changes what GitHub Advanced Security
 * does before it changes the visibility, and GitHub refuses that on a public repository.
 * https://docs.github.com/en/rest/repos/repos#update-a-repository
 */
export async function hidePublic({ changes }: Plan, organization: string, api: Octokit): Promise<void> {
  for (const { repository, kind, action, properties } of changes) {
    if (kind !== "repository" || (action !== "update" && action !== "import") || !repository) continue;
    const of = (path: string) => properties.find(property => property.path === path);
    const visibility = of("visibility");
    if (visibility?.from !== "public") continue;
    const name = of("name")?.from ?? repository;
    await api.request("PATCH /repos/{owner}/{repo}", {
      owner: organization,
      repo: String(name),
      // GitHub's description leaves out `internal`, which organisations of an enterprise have as well.
      visibility: visibility.to as "private",
    });
  }
}
