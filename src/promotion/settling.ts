import { isWithin, tipOf } from "./history.ts";
import { end, movesOf } from "./record.ts";
import { finish } from "./rollback.ts";
import type { Step } from "./steps.ts";
import type { Workplace } from "./workplace.ts";

/** What a stopped run had begun and is done now. */
export interface Settled {
  readonly kind: "promotion" | "rollback";
  /** The commit that was promoted, or whose files there are again. */
  readonly to: string;
  /** The commit that the stage's branch has come to by it. */
  readonly commit: string;
}

/**
 * Finishes what runs that were stopped have begun: a rollback is gone on with, and a promotion that had moved the branch
 * already is written down as done. One that had not begins anew with whoever wants it.
 * @throws PromotionRefused where GitHub refuses it
 */
export async function settle(workplace: Workplace, step: Step): Promise<readonly Settled[]> {
  const { place, recorder } = workplace;
  const underWay = (await movesOf(place, step.stage, recorder)).filter(({ state }) => state === "under way");
  const settled: Settled[] = [];
  for (const move of underWay.toReversed()) {
    const { kind, id, to } = move;
    if (kind === "rollback") settled.push({ kind, to, commit: await finish(workplace, step, move) });
    else {
      const now = await tipOf(place, step.branch);
      if (!now || !(await isWithin(place, to, now))) continue;
      await end(place, id, "success", `now at ${to.slice(0, 7)}`);
      settled.push({ kind, to, commit: now });
    }
  }
  return settled;
}
