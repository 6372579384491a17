import { isWithin, tipOf } from "./history.ts";
import { end, movesOf, outcome, type Recorded } from "./record.ts";
import { PromotionRefused } from "./refused.ts";
import { isOpen } from "./rollback.ts";
import type { Step } from "./steps.ts";
import { isRestored } from "./undoing.ts";
import type { Workplace } from "./workplace.ts";

/** What a stopped run had done but for writing that down. */
export interface Settled {
  readonly kind: "promotion" | "rollback";
  /** The commit that was promoted, or whose files there are again. */
  readonly to: string;
  /** The commit that the stage's branch has come to by it. */
  readonly commit: string;
}

/** What came of looking for it. */
export interface Leftovers {
  /** What is written down now. */
  readonly settled: readonly Settled[];
  /** A rollback that still has to be finished. */
  readonly open?: Recorded;
}

/**
 * Writes down what runs that were stopped have done: those moves after which the branch is where it was to come to. A
 * promotion that had not moved it begins anew with whoever wants it.
 * @param looking whether nothing may be changed, so that nothing is written down
 */
export async function settle(
  workplace: Workplace,
  step: Step,
  { looking }: { readonly looking: boolean },
): Promise<Leftovers> {
  const { place, recorder } = workplace;
  const underWay = (await movesOf(place, step.stage, recorder)).filter(({ state }) => state === "under way");
  const settled: Settled[] = [];
  let open: Recorded | undefined;
  for (const move of underWay.toReversed()) {
    const { kind, id, to } = move;
    const commit = await arrived(workplace, step, move);
    if (commit && !looking) {
      await end(place, id, "success", outcome(move));
      settled.push({ kind, to, commit });
    } else if (!commit && isOpen(move)) open = move;
  }
  return open ? { settled, open } : { settled };
}

/** Whoever wants to go forward has not been asked whether to go back. */
export function waiting(repository: string, { stage }: Step, { to }: Recorded): PromotionRefused {
  return new PromotionRefused(
    `A rollback of ${repository} to ${to.slice(0, 7)} was stopped before it was done: ` +
      `\`fairway promote ${repository} --rollback --stage ${stage}\` finishes it.`,
  );
}

/** The branch's commit, where the move has come to its end. */
async function arrived(
  { place }: Workplace,
  { branch }: Step,
  { kind, from, to }: Recorded,
): Promise<string | undefined> {
  const now = await tipOf(place, branch);
  if (!now) return undefined;
  const isThere =
    kind === "promotion"
      ? await isWithin(place, to, now)
      : now !== from && (await isRestored(place, now, to));
  return isThere ? now : undefined;
}
