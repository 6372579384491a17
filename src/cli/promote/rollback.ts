import { planRollback, rollBack } from "../../promotion/rollback.ts";
import { settle } from "../../promotion/settling.ts";
import { at, type Workplace } from "../../promotion/workplace.ts";
import { describeRollback, describeSettled, describeUndone } from "../../report/promotion.ts";
import { type MoveDocument, rollbackDocument } from "../../report/promotion-json.ts";
import { agree, type Request, type Session, session, wantedSteps } from "./session.ts";

/** Gives a stage back what it had: shows what that changes, asks, and does it. */
export async function rollBackOne(repository: string, request: Request): Promise<void> {
  await session(
    { verb: "Roll back", subject: repository, repositories: [repository] },
    request,
    async run => {
      const document = await at(run.surroundings, repository, workplace => roll(run, workplace));
      if (run.json) console.log(JSON.stringify({ repository, moves: [document] }, null, 2));
    },
  );
}

async function roll(run: Session, workplace: Workplace): Promise<MoveDocument> {
  const { repo } = workplace.place;
  const step = wantedSteps(repo, run).at(-1);
  if (!step) throw new Error("There are no steps, and nobody has said so.");
  const settled = run.dryRun ? [] : await settle(workplace, step);
  for (const one of settled) run.tell(describeSettled(repo, step, one));
  // Whoever runs this again after it was stopped wants it finished, and not another one.
  const finished = settled.find(
    ({ kind, to }) => kind === "rollback" && (run.to === undefined || to.startsWith(run.to)),
  );
  if (finished)
    return {
      stage: step.stage,
      branch: step.branch,
      result: "rolled back",
      to: finished.to,
      commit: finished.commit,
    };
  const plan = await planRollback(workplace, step, run.to);
  run.tell(describeRollback(plan));
  if (run.dryRun) return rollbackDocument(plan);
  await agree(run, `Roll ${step.stage} of ${repo} back?`);
  const commit = await rollBack(workplace, plan);
  run.tell(describeUndone(plan, commit));
  return rollbackDocument(plan, commit);
}
