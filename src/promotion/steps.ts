import type { Catalogue } from "../catalogue/catalogue.ts";
import { type Placement, placements } from "../tenant/placement.ts";

/** A branch on the way to production, and where what it holds is applied. */
export interface Stop {
  /** The first stage that follows the branch. */
  readonly stage: string;
  readonly branch: string;
  /** A repository's tenants on the clusters that follow the branch. */
  readonly placements: readonly Placement[];
}

/** How a repository's branch is moved on: to what runs well where the one before it is applied. */
export interface Step extends Stop {
  readonly before: Stop;
  /** Whether nothing comes after it. */
  readonly isLast: boolean;
}

/**
 * The steps of a repository in the order of the standard's stages. Stages that follow one branch are one; a branch that
 * none of the repository's clusters follows is left out.
 */
export function stepsOf(catalogue: Catalogue, repository: string): readonly Step[] {
  const own = placements(catalogue).filter(placement => placement.repository === repository);
  const branches = [...new Set(catalogue.standard.stages.map(({ branch }) => branch))];
  const stops = branches.flatMap((branch): Stop[] => {
    const there = own.filter(({ stage }) => stage.branch === branch);
    const stage = catalogue.standard.stages.find(one => one.branch === branch);
    return stage && there.length > 0 ? [{ stage: stage.name, branch, placements: there }] : [];
  });
  return stops.slice(1).map((stop, index) => ({
    ...stop,
    before: stops[index] as Stop,
    isLast: index === stops.length - 2,
  }));
}

/** The branch that everything comes in by. */
export function firstBranch({ standard }: Pick<Catalogue, "standard">): string {
  return standard.stages[0]?.branch ?? "main";
}
