import { matchesGlob } from "node:path";
import { defaultBranchRuleset } from "../../repository/facets/rulesets.ts";
import { tenantsOf } from "../../repository/facets/tenants.ts";
import type { Repository } from "../../repository/specification.ts";
import { at, type Draft, part, placesOf, tenants } from "../draft.ts";
import type { Problem } from "../problem.ts";
import type { Standard } from "../standard.ts";

type Stage = Standard["stages"][number];

/**
 * What must hold for the repositories that have tenants, once their layers are laid over each other: they are of a kind
 * that deploys, they live, somebody is told, and nobody can push past review to a branch that a cluster follows.
 */
export function deploying(draft: Draft, repositories: readonly Repository[]): Problem[] {
  const stages = part(draft.standard, "stages") ?? [];
  return repositories.flatMap(repository => {
    const source = draft.entries.get(repository.name);
    if (!source || !tenantsOf(repository).length) return [];
    const wrong = misplaced(repository, draft);
    if (wrong) return [source.problem(["tenant"], wrong, "key")];
    return [...unguarded(repository, draft, stages), ...untold(repository, draft)];
  });
}

function misplaced({ archetype, archived }: Repository, { standard }: Draft): string | undefined {
  if (archived) return "an archived repository can't have a tenant; remove the tenant first";
  if (standard && at(standard, ["archetypes", archetype]).deploys === true) return undefined;
  return `a repository of the archetype \`${archetype}\` holds nothing for clusters; the archetype may say \`deploys: true\``;
}

function unguarded(repository: Repository, draft: Draft, stages: readonly Stage[]): Problem[] {
  const own = tenants(draft).filter(({ entry }) => entry === repository.name);
  return own.flatMap(tenant =>
    placesOf(tenant, draft).flatMap(({ path, stage }) => {
      const branch = stages.find(({ name }) => name === stage)?.branch;
      if (branch === undefined || isGuarded(repository, branch)) return [];
      return [
        tenant.source.problem(
          path,
          `the stage \`${stage}\` follows \`${branch}\`, to which everybody who may write can push: no ruleset asks for a pull request or restricts updates`,
        ),
      ];
    }),
  );
}

/** Whether not everybody who may write can push to a branch. */
function isGuarded(repository: Repository, branch: string): boolean {
  const { rulesets = {}, reviews, branch_protection: classic = {}, default_branch } = repository;
  const holds = (pattern: string) =>
    pattern === "~DEFAULT_BRANCH"
      ? branch === default_branch
      : pattern === "~ALL" || matchesGlob(`refs/heads/${branch}`, pattern);
  const byRuleset = Object.entries(rulesets).some(
    ([name, { target, enforcement, include = [], exclude = [], rules }]) =>
      target === "branch" &&
      enforcement === "active" &&
      include.some(holds) &&
      !exclude.some(holds) &&
      (rules.pull_request || rules.update || (name === defaultBranchRuleset && reviews)),
  );
  const byClassicRule = Object.entries(classic).some(
    ([pattern, { reviews, push, lock }]) => matchesGlob(branch, pattern) && (reviews || push || lock),
  );
  return byRuleset || byClassicRule;
}

function untold(repository: Repository, draft: Draft): Problem[] {
  const teams = part(draft.standard, "teams") ?? {};
  if (repository.team !== undefined && teams[repository.team]?.alerts) return [];
  return tenants(draft)
    .filter(({ entry, tenant }) => entry === repository.name && !tenant.alerts)
    .map(({ source, path }) =>
      source.problem(
        [...path, "namespace"],
        "nobody is told when it fails: give the tenant `alerts`, or its team in the standard",
      ),
    );
}
