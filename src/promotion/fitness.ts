import { compare, isWithin } from "./history.ts";
import type { Place } from "./place.ts";
import { PromotionRefused } from "./refused.ts";
import type { Running } from "./running.ts";
import type { Step } from "./steps.ts";

/** A commit that may go a step further. */
export interface Fit {
  readonly commit: string;
  /** Why it is not the newest, where it is not. */
  readonly note?: string;
}

/** What is asked to go a step further, and what is known of it. */
export interface Asking {
  readonly step: Step;
  /** What each cluster of the stage before runs. */
  readonly running: readonly Running[];
  /** The commits of the branch that everything comes in by, as of now. */
  readonly tip: string;
}

/**
 * The newest commit that every cluster of the stage before runs healthily.
 * @throws PromotionRefused where there is none, with the reason of each cluster
 */
export async function newestFit(place: Place, { step, running, tip }: Asking): Promise<Fit> {
  const [first, ...others] = running;
  const common = (first?.healthy ?? []).filter(commit =>
    others.every(({ healthy }) => healthy.includes(commit)),
  );
  const distances = await Promise.all(
    common.map(async commit => ({ commit, ...(await compare(place, commit, tip)) })),
  );
  const [newest] = distances
    .filter(({ status }) => status === "ahead" || status === "identical")
    .toSorted((a, b) => a.ahead - b.ahead);
  if (!newest)
    throw new PromotionRefused(
      `No commit of ${place.repo} runs healthily on all clusters of ${step.before.stage}.\n${reasons(running, tip)}`,
    );
  if (newest.commit === tip) return { commit: tip };
  const latest = common.includes(tip) ? "" : `\n${reasons(running, tip)}`;
  return {
    commit: newest.commit,
    note: `Not the newest commit, ${tip.slice(0, 7)}:${latest}`,
  };
}

/**
 * Makes sure that a commit may go a step further.
 * @throws PromotionRefused with what speaks against it
 */
export async function assertFit(place: Place, commit: string, { step, running, tip }: Asking): Promise<void> {
  if (!(await isWithin(place, commit, tip)))
    throw new PromotionRefused(
      `${commit.slice(0, 7)} is no commit of the branch that everything of ${place.repo} comes in by.`,
    );
  const against = running.filter(({ healthy }) => !healthy.includes(commit));
  if (against.length > 0)
    throw new PromotionRefused(
      `${place.repo} at ${commit.slice(0, 7)} does not run healthily on all clusters of ${step.before.stage}.\n${reasons(against, commit)}`,
    );
}

/** A line for each cluster that does not run a commit healthily. */
export function reasons(running: readonly Running[], commit: string): string {
  return running
    .filter(({ healthy }) => !healthy.includes(commit))
    .map(({ cluster, namespace, reason }) => `  ${cluster}, ${namespace}: ${reason(commit)}`)
    .join("\n");
}
