import { forward } from "./branch.ts";
import { type ClusterChange, changesOf } from "./cluster-changes.ts";
import { type Commit, commitNamed, compare, isWithin, tipOf } from "./history.ts";
import type { Place } from "./place.ts";
import { giveUpOthers, recorded } from "./promotion.ts";
import { begin, lastDone, type Move, movesOf, outcome, type Recorded } from "./record.ts";
import { PromotionRefused } from "./refused.ts";
import type { Step } from "./steps.ts";
import { undo, undoneBefore } from "./undoing.ts";
import type { Workplace } from "./workplace.ts";

/** What a rollback would do to one stage. */
export interface RollbackPlan {
  readonly repository: string;
  readonly step: Step;
  /** What the branch has. */
  readonly from: string;
  /** The commit whose files the stage is to have again. */
  readonly to: string;
  /** The newest commit that is undone. */
  readonly tip: string;
  /** The newest of the commits that are undone, on the branch that everything comes in by. */
  readonly commits: readonly Commit[];
  /** How many they are. */
  readonly ahead: number;
  readonly clusters: readonly ClusterChange[];
  /** The record of it, where a run that was stopped has begun it. */
  readonly begun?: number;
}

/**
 * What it comes to to give a stage back what it had. What a stopped run has begun comes before anything else.
 * @param to a commit that it has had; what it had before the last promotion, if left out
 * @throws PromotionRefused with what speaks against it
 */
export async function planRollback(workplace: Workplace, step: Step, to?: string): Promise<RollbackPlan> {
  const { place, firstBranch, recorder, rendering } = workplace;
  const moves = await movesOf(place, step.stage, recorder);
  const begun = moves.find(isOpen);
  const from = begun?.from ?? (await tipOf(place, step.branch));
  if (!from) throw new PromotionRefused(`${place.repo} has no ${step.branch} that could go back.`);
  if (begun && to !== undefined && !begun.to.startsWith(to))
    throw new PromotionRefused(
      `A rollback of ${place.repo} to ${begun.to.slice(0, 7)} was stopped before it was done. Finish it first, by --rollback without --to.`,
    );
  const earlier = begun?.to ?? (await targetOf(place, step, { moves, from, to }));
  const undoing = { branch: firstBranch, from, to: earlier, recorder };
  const tip = (await undoneBefore(place, undoing))?.on ?? (await tipOf(place, firstBranch));
  if (!(await isWithin(place, earlier, from)))
    throw new PromotionRefused(`${step.branch} of ${place.repo} has never had ${earlier.slice(0, 7)}.`);
  if (!tip || !(await isWithin(place, from, tip)))
    throw new PromotionRefused(
      `${step.branch} of ${place.repo} has commits that ${firstBranch} has not, so it can't be moved forward to what is undone there.`,
    );
  const { commits, ahead } = await compare(place, earlier, tip);
  const clusters = await changesOf(rendering, step, from, earlier);
  const plan = { repository: place.repo, step, from, to: earlier, tip, commits, ahead, clusters };
  return begun ? { ...plan, begun: begun.id } : plan;
}

async function targetOf(
  place: Place,
  { stage }: Step,
  {
    moves,
    from,
    to,
  }: { readonly moves: readonly Recorded[]; readonly from: string; readonly to: string | undefined },
): Promise<string> {
  if (to === undefined) {
    const earlier = before(moves, from);
    if (earlier) return earlier;
    throw new PromotionRefused(
      `Nothing is recorded of what ${stage} ran of ${place.repo} before ${from.slice(0, 7)}.`,
    );
  }
  const commit = await commitNamed(place, to);
  if (commit && everHad(moves).includes(commit)) return commit;
  throw new PromotionRefused(
    `${to} is no commit that was promoted to ${stage} of ${place.repo}.${promoted(moves)}`,
  );
}

/** Whether it is a rollback that was begun, and never finished. */
export function isOpen({ kind, state, from }: Recorded): boolean {
  return kind === "rollback" && state === "under way" && from !== null;
}

/**
 * Brings the files back on the first branch, by pull request, moves the stage's branch forward to that, and records it.
 * @returns the commit that both have then
 * @throws PromotionRefused where GitHub refuses it, or more would be undone by now than the plan says
 */
export async function rollBack(
  workplace: Workplace,
  { step, from, to, tip, begun }: RollbackPlan,
): Promise<string> {
  const { place, who, firstBranch: branch, recorder } = workplace;
  await giveUpOthers(workplace, step);
  const move: Move = { kind: "rollback", who, from, to };
  const id = begun ?? (await begin(place, move, step, recorder));
  const action = async () => {
    const commit = await undo(place, { branch, from, to, who, recorder }, tip);
    await forward(place, step.branch, commit);
    return commit;
  };
  return await recorded(workplace, id, action, outcome(move));
}

/** What the stage had before what it has now: a rollback takes away what came after what it goes back to. */
function before(moves: readonly Recorded[], now: string): string | undefined {
  const past: string[] = [];
  for (const { kind, state, from, to } of moves.toReversed()) {
    if (state !== "done") continue;
    if (past.length === 0 && from) past.push(from);
    if (kind === "rollback" && past.includes(to)) past.splice(past.lastIndexOf(to));
    if (past.at(-1) !== to) past.push(to);
  }
  if (lastDone(moves)?.kind !== "rollback" && past.at(-1) !== now) past.push(now);
  return past.at(-2);
}

/** All that the stage has had, the newest first. */
function everHad(moves: readonly Recorded[]): readonly string[] {
  const done = moves.filter(({ state }) => state === "done");
  return [...new Set(done.flatMap(({ to, from }) => [to, ...(from ? [from] : [])]))];
}

function promoted(moves: readonly Recorded[]): string {
  const known = everHad(moves).slice(0, 10);
  return known.length > 0 ? ` These were: ${known.map(commit => commit.slice(0, 7)).join(", ")}.` : "";
}
