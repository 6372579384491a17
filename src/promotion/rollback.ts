import { forward } from "./branch.ts";
import { type ClusterChange, changesOf } from "./cluster-changes.ts";
import { type Commit, commitNamed, compare, isWithin, tipOf } from "./history.ts";
import { recorded } from "./promotion.ts";
import { begin, movesOf, type Recorded } from "./record.ts";
import { PromotionRefused } from "./refused.ts";
import type { Step } from "./steps.ts";
import { undo } from "./undoing.ts";
import type { Workplace } from "./workplace.ts";

/** What a rollback would do to one stage. */
export interface RollbackPlan {
  readonly repository: string;
  readonly step: Step;
  /** What the branch has. */
  readonly from: string;
  /** The commit whose files the stage is to have again. */
  readonly to: string;
  /** The newest of the commits that are undone, on the branch that everything comes in by. */
  readonly commits: readonly Commit[];
  /** How many they are. */
  readonly ahead: number;
  readonly clusters: readonly ClusterChange[];
}

/**
 * What it comes to to give a stage back what it had.
 * @param to a commit that it has had; what it had before the last promotion, if left out
 * @throws PromotionRefused with what speaks against it
 */
export async function planRollback(workplace: Workplace, step: Step, to?: string): Promise<RollbackPlan> {
  const { place, firstBranch, recorder, rendering } = workplace;
  const from = await tipOf(place, step.branch);
  const tip = await tipOf(place, firstBranch);
  if (!from || !tip) throw new PromotionRefused(`${place.repo} has no ${step.branch} that could go back.`);
  const moves = await movesOf(place, step.stage, recorder);
  const earlier = to === undefined ? before(moves, from) : await among(moves, to);
  if (!earlier)
    throw new PromotionRefused(
      to === undefined
        ? `Nothing is recorded of what ${step.stage} ran of ${place.repo} before ${from.slice(0, 7)}.`
        : `${to} is no commit that was promoted to ${step.stage} of ${place.repo}.${promoted(moves)}`,
    );
  if (!(await isWithin(place, earlier, from)))
    throw new PromotionRefused(`${step.branch} of ${place.repo} has never had ${earlier.slice(0, 7)}.`);
  if (!(await isWithin(place, from, tip)))
    throw new PromotionRefused(
      `${step.branch} of ${place.repo} has commits that ${firstBranch} has not, so it can't be moved forward to what is undone there.`,
    );
  const { commits, ahead } = await compare(place, earlier, tip);
  const clusters = await changesOf(rendering, step, from, earlier);
  return { repository: place.repo, step, from, to: earlier, commits, ahead, clusters };

  async function among(of: readonly Recorded[], wanted: string): Promise<string | undefined> {
    const commit = await commitNamed(place, wanted);
    return commit && everHad(of).includes(commit) ? commit : undefined;
  }
}

/**
 * Brings the files back on the first branch, by pull request, moves the stage's branch forward to that, and records it.
 * @returns the commit that both have then
 * @throws PromotionRefused where GitHub refuses it
 */
export async function rollBack(
  workplace: Workplace,
  { step, from, to }: Pick<RollbackPlan, "step" | "from" | "to">,
): Promise<string> {
  const { place, who } = workplace;
  const id = await begin(place, { kind: "rollback", who, from, to }, step);
  return await carryOut(workplace, step, { id, from, to, who });
}

/** A rollback that was begun and never finished; undefined where there is none. */
export async function unfinished(workplace: Workplace, step: Step): Promise<Recorded | undefined> {
  const moves = await movesOf(workplace.place, step.stage, workplace.recorder);
  return moves.find(({ kind, state }) => kind === "rollback" && state === "under way");
}

/**
 * Finishes it.
 * @throws PromotionRefused where GitHub refuses it
 */
export async function finish(workplace: Workplace, step: Step, move: Recorded): Promise<string> {
  const { id, to, who } = move;
  if (!move.from)
    throw new PromotionRefused(`The record ${id} of ${workplace.place.repo} does not say what to undo.`);
  return await carryOut(workplace, step, { id, from: move.from, to, who });
}

async function carryOut(
  workplace: Workplace,
  step: Step,
  {
    id,
    from,
    to,
    who,
  }: { readonly id: number; readonly from: string; readonly to: string; readonly who: string },
): Promise<string> {
  const { place, firstBranch: branch, recorder } = workplace;
  const action = async () => {
    const commit = await undo(place, { branch, from, to, who, recorder });
    await forward(place, step.branch, commit);
    return commit;
  };
  return await recorded(workplace, id, action, `has the files of ${to.slice(0, 7)} again`);
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
  const last = moves.find(({ state }) => state === "done");
  if (last?.kind !== "rollback" && past.at(-1) !== now) past.push(now);
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
