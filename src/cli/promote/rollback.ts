import { PromotionRefused } from "../../promotion/refused.ts";
import { planRollback, rollBack } from "../../promotion/rollback.ts";
import { type Settled, settle } from "../../promotion/settling.ts";
import { assertShown } from "../../promotion/shown.ts";
import type { Step } from "../../promotion/steps.ts";
import { at, type Workplace } from "../../promotion/workplace.ts";
import { describeRollback, describeSettled, describeUndone } from "../../report/promotion.ts";
import { type MoveDocument, rollbackDocument } from "../../report/promotion-json.ts";
import { agree, type Request, type Session, session, wantedSteps } from "./session.ts";

/** Gives a stage back what it had: shows what that changes, asks, and does it. */
export async function rollBackOne(repository: string, request: Request): Promise<void> {
  const step = wantedSteps(repository, request).at(-1);
  if (!step) throw new Error("There are no steps, and nobody has said so.");
  await session(
    { verb: "Roll back", subject: repository, repositories: [repository] },
    request,
    async run => {
      const document = await at(run.surroundings, repository, workplace => roll(run, workplace, step));
      if (run.json) console.log(JSON.stringify({ repository, moves: [document] }, null, 2));
    },
  );
}

async function roll(run: Session, workplace: Workplace, step: Step): Promise<MoveDocument> {
  const { repo } = workplace.place;
  const { settled } = await settle(workplace, step, { looking: run.dryRun });
  for (const one of settled) run.tell(describeSettled(repo, step, one));
  const finished = settled.find(({ kind }) => kind === "rollback");
  if (finished) return documentOf(finished, step, run);
  const plan = await planRollback(workplace, step, run.to);
  assertShown(plan, run.shown);
  run.tell(describeRollback(plan));
  if (run.dryRun) return rollbackDocument(plan);
  await agree(run, `Roll ${step.stage} of ${repo} back?`);
  const commit = await rollBack(workplace, plan);
  run.tell(describeUndone(plan, commit));
  return rollbackDocument(plan, commit);
}

/** Whoever runs this again after it was stopped wants that finished, and not another one after it. */
function documentOf({ to, commit }: Settled, { stage, branch }: Step, run: Session): MoveDocument {
  if (run.to !== undefined && !to.startsWith(run.to))
    throw new PromotionRefused(
      `The rollback to ${to.slice(0, 7)} came first. To go to ${run.to.slice(0, 7)} now, look at it, and run this again.`,
    );
  return { stage, branch, result: "rolled back", to, commit };
}
