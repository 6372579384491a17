import { isDone, type Plan, planPromotion, promote } from "../../promotion/promotion.ts";
import { PromotionRefused } from "../../promotion/refused.ts";
import { settle, waiting } from "../../promotion/settling.ts";
import { assertShown } from "../../promotion/shown.ts";
import type { Step } from "../../promotion/steps.ts";
import { at, type Workplace } from "../../promotion/workplace.ts";
import { describePromotion, describeSettled } from "../../report/promotion.ts";
import { type MoveDocument, moveDocument } from "../../report/promotion-json.ts";
import { agree, type Request, type Session, session, wantedSteps } from "./session.ts";

/** Moves a repository on, stage by stage: shows what that changes, asks, and does it. */
export async function promoteOne(repository: string, request: Request): Promise<void> {
  const steps = wantedSteps(repository, request);
  const moves: MoveDocument[] = [];
  await session({ verb: "Promote", subject: repository, repositories: [repository] }, request, async run => {
    await at(run.surroundings, repository, async workplace => {
      await promoteSteps(run, workplace, steps, moves);
    });
  }).finally(() => {
    if (request.json && moves.length > 0) console.log(JSON.stringify({ repository, moves }, null, 2));
  });
}

/**
 * A stage that nothing is fit for yet keeps none of the others from being moved on.
 * @throws PromotionRefused where that is so of all
 */
async function promoteSteps(
  run: Session,
  workplace: Workplace,
  steps: readonly Step[],
  moves: MoveDocument[],
): Promise<void> {
  const refused: PromotionRefused[] = [];
  for (const step of steps) {
    try {
      moves.push(await promoteStep(run, workplace, step));
    } catch (error) {
      if (!(error instanceof PromotionRefused)) throw error;
      refused.push(error);
      moves.push({ stage: step.stage, branch: step.branch, result: "refused", reason: error.message });
    }
  }
  const [first, ...others] = refused;
  if (!first) return;
  if (refused.length === steps.length || run.to !== undefined)
    throw others.length > 0
      ? new PromotionRefused(refused.map(({ message }) => message).join("\n\n"), { cause: first })
      : first;
  for (const { message } of refused) run.tell(message);
}

async function promoteStep(run: Session, workplace: Workplace, step: Step): Promise<MoveDocument> {
  const { repo } = workplace.place;
  const { settled, open } = await settle(workplace, step, { looking: run.dryRun });
  for (const one of settled) run.tell(describeSettled(repo, step, one));
  if (open) throw waiting(repo, step, open);
  const plan = await planPromotion(workplace, step, { to: run.to });
  if (!isDone(plan)) assertShown(plan, run.shown);
  run.tell(describePromotion(plan));
  if (isDone(plan)) return moveDocument(plan, "already");
  if (run.dryRun) return moveDocument(plan, "planned");
  await agree(run, question(plan));
  await promote(workplace, plan);
  run.tell(`${plan.repository}, ${step.stage}: ${step.branch} is at ${plan.to.slice(0, 7)} now.`);
  return moveDocument(plan, "promoted");
}

function question({ repository, step }: Plan): string {
  return `Promote ${repository} to ${step.stage}?`;
}
