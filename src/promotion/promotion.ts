import { forward } from "./branch.ts";
import { type ClusterChange, changesOf } from "./cluster-changes.ts";
import { assertFit, type Fit, newestFit } from "./fitness.ts";
import { type Commit, commitNamed, commitsTo, compare, isWithin, tipOf, withPulls } from "./history.ts";
import type { Place } from "./place.ts";
import { begin, end, lastDone, type Move, movesOf, outcome } from "./record.ts";
import { PromotionRefused } from "./refused.ts";
import type { Step } from "./steps.ts";
import type { Workplace } from "./workplace.ts";

/** What a promotion would do to one stage. */
export interface Plan {
  readonly repository: string;
  readonly step: Step;
  /** Undefined where the branch is still to be made. */
  readonly from: string | undefined;
  readonly to: string;
  /** The newest that come to the stage. */
  readonly commits: readonly Commit[];
  /** How many come to it, where that is known. */
  readonly ahead: number | undefined;
  readonly clusters: readonly ClusterChange[];
  /** What is odd about it. */
  readonly note?: string;
}

/** What is to be moved on to which commit. */
export interface Wanted {
  /** A commit; the newest that is fit, if left out. */
  readonly to?: string | undefined;
  /** The release that it is part of. It was fit when the release was cut. */
  readonly release?: string | undefined;
}

/**
 * What it comes to to move a stage on.
 * @throws PromotionRefused with what speaks against it
 */
export async function planPromotion(workplace: Workplace, step: Step, wanted: Wanted): Promise<Plan> {
  const { place, rendering } = workplace;
  const { commit: to, note } = await chosen(workplace, step, wanted);
  const from = await tipOf(place, step.branch);
  const plan = { repository: place.repo, step, from, to, ...(note ? { note } : {}) };
  if (from === to) return { ...plan, ahead: 0, commits: [], clusters: [] };
  await assertForward(workplace, step, from, to);
  const comparison = from ? await compare(place, from, to) : undefined;
  return {
    ...plan,
    ahead: comparison?.ahead,
    commits: await withPulls(place, comparison?.commits ?? (await commitsTo(place, to))),
    clusters: await changesOf(rendering, step, from, to),
  };
}

async function chosen(workplace: Workplace, step: Step, { to, release }: Wanted): Promise<Fit> {
  const { place, firstBranch } = workplace;
  const tip = await tipOf(place, firstBranch);
  if (!tip) throw new PromotionRefused(`${place.repo} has no branch ${firstBranch}.`);
  const running = await workplace.running(step.before);
  if (to === undefined) return await newestFit(place, { step, running, tip });
  const commit = await commitNamed(place, to);
  if (!commit) throw new PromotionRefused(`${place.repo} has no commit ${to}.`);
  // The release's file says that it ran well; what is known since then still counts.
  const against = release === undefined ? running : running.filter(one => one.failed(commit));
  await assertFit(place, commit, { step, running: against, tip });
  return { commit };
}

async function assertForward(
  { place, firstBranch, recorder }: Workplace,
  { branch, stage }: Step,
  from: string | undefined,
  to: string,
): Promise<void> {
  if (!from || (await isWithin(place, from, to))) return;
  if (await isWithin(place, to, from)) {
    const last = lastDone(await movesOf(place, stage, recorder));
    throw new PromotionRefused(
      `${branch} of ${place.repo} is beyond ${to.slice(0, 7)} already, at ${from.slice(0, 7)}. ` +
        (last?.kind === "rollback"
          ? "The last move was a rollback: to have again what it has undone, revert its commit by a pull request, and promote what comes of that."
          : "To go back, use --rollback."),
    );
  }
  throw new PromotionRefused(
    `${branch} of ${place.repo} has commits that ${firstBranch} has not, so it can't be moved forward to ${to.slice(0, 7)}.`,
  );
}

/** Whether there is anything to do. */
export function isDone({ from, to }: Plan): boolean {
  return from === to;
}

/**
 * Moves the stage's branch, and records that. What a run that was stopped has begun is finished.
 * @throws PromotionRefused where GitHub refuses it, or somebody else has moved the branch since the plan was made
 */
export async function promote(workplace: Workplace, plan: Plan, release?: string): Promise<void> {
  const { place, who, recorder } = workplace;
  const { step, from, to } = plan;
  await assertAt(place, step, from);
  const move: Move = { kind: "promotion", who, from: from ?? null, to, ...(release ? { release } : {}) };
  const id = (await giveUpOthers(workplace, step, to)) ?? (await begin(place, move, step, recorder));
  const action = async () => {
    await forward(place, step.branch, to);
    await assertAt(place, step, to);
  };
  await recorded(workplace, id, action, outcome(move));
}

/** What was shown is done to what it was shown of: a rollback of somebody else's has the same commits in its history. */
async function assertAt(place: Place, { branch }: Step, commit: string | undefined): Promise<void> {
  const now = await tipOf(place, branch);
  if (now === commit) return;
  throw new PromotionRefused(
    `Somebody else has moved ${branch} of ${place.repo} meanwhile, to ${now?.slice(0, 7) ?? "nothing"}, so it was left there. ` +
      "Run the same command again: it shows what is to do now.",
  );
}

/**
 * Writes down of promotions that were stopped before they had moved anything that they have failed: what moves the branch
 * from here on may have their commits in its history.
 * @param to the commit that somebody wants now, if it is a promotion
 * @returns the record of a promotion to just this, which is gone on with
 */
export async function giveUpOthers(
  { place, recorder }: Workplace,
  step: Step,
  to?: string,
): Promise<number | undefined> {
  const moves = await movesOf(place, step.stage, recorder);
  const underWay = moves.filter(({ kind, state }) => kind === "promotion" && state === "under way");
  const same = underWay.find(move => move.to === to);
  for (const other of underWay)
    if (other !== same) await end(place, other.id, "failure", "stopped, and never finished");
  return same?.id;
}

/**
 * Does what a record speaks of, and writes down what came of it. Where it is done and can't be written down, the record stays
 * open, and the next run does that.
 */
export async function recorded<T>(
  { place }: Workplace,
  id: number,
  action: () => Promise<T>,
  done: string,
): Promise<T> {
  const result = await action().catch(async (error: Error) => {
    await end(place, id, "failure", error.message).catch(() => undefined);
    throw error;
  });
  await end(place, id, "success", done);
  return result;
}
