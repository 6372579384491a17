import { type Registries, RegistryFailed } from "../registry/registry.ts";
import { digestsOf } from "./cut.ts";
import { tipOf } from "./history.ts";
import { isDone, type Plan, planPromotion, promote } from "./promotion.ts";
import { lastDone, movesOf } from "./record.ts";
import { PromotionRefused } from "./refused.ts";
import type { Release } from "./release.ts";
import { planRollback, rollBack } from "./rollback.ts";
import { settle, waiting } from "./settling.ts";
import { type Step, stepsOf } from "./steps.ts";
import { at, type Surroundings, type Workplace } from "./workplace.ts";

/** One repository of a release, and what is to be done with it. */
export interface ReleasePart {
  readonly plan: Plan;
  /** What its branch was at before an earlier run of the same release moved it. */
  readonly movedFrom?: string | null;
}

/** What became of one repository after another one could not be promoted. */
export interface BroughtBack {
  readonly repository: string;
  /** The commit that its branch has come to. */
  readonly commit?: string;
  /** Why it is not back. */
  readonly failure?: string;
}

/** A release can't be promoted as a whole. What had been moved is back, or the message says what is not. */
export class ReleaseFailed extends Error {
  override readonly name = "ReleaseFailed";
}

/**
 * What it comes to to promote a release, all of it.
 * @param looking whether nothing may be changed, what a stopped run has begun included
 * @throws PromotionRefused with everything that speaks against any of it
 */
export async function planRelease(
  surroundings: Surroundings,
  release: Release,
  registries: Registries,
  { looking, onRepository }: { readonly looking: boolean; readonly onRepository: (name: string) => void },
): Promise<readonly ReleasePart[]> {
  const parts: ReleasePart[] = [];
  const against: string[] = [];
  for (const [repository, { commit, stage, images }] of Object.entries(release.repositories)) {
    onRepository(repository);
    try {
      const step = lastStep(surroundings, repository, stage);
      const part = await at(surroundings, repository, async workplace => {
        const { open } = await settle(workplace, step, { looking });
        if (open) throw waiting(repository, step, open);
        const plan = await planPromotion(workplace, step, { to: commit, release: release.name });
        assertSame(repository, images, await digestsOf(workplace, step, commit, registries));
        return isDone(plan) ? await alreadyMoved(workplace, plan, release.name) : { plan };
      });
      parts.push(part);
    } catch (error) {
      if (!(error instanceof PromotionRefused || error instanceof RegistryFailed)) throw error;
      against.push(`${repository}: ${error.message}`);
    }
  }
  if (against.length === 0) return parts;
  throw new PromotionRefused(
    [
      `The release ${release.name} can't be promoted, and nothing was moved.`,
      ...against,
      ...parts.filter(({ movedFrom }) => movedFrom !== undefined).map(left),
    ].join("\n"),
  );
}

/** A run that was stopped has moved it, and nobody takes it back by himself. */
function left({ plan: { repository, step, to }, movedFrom }: ReleasePart): string {
  const what = `An earlier run has moved ${step.branch} of ${repository} to ${to.slice(0, 7)} already`;
  return movedFrom
    ? `${what}: \`fairway promote ${repository} --rollback\` takes it back.`
    : `${what}, which is the first that ${step.stage} has of it: there is nothing to go back to.`;
}

function lastStep({ catalogue }: Surroundings, repository: string, stage: string): Step {
  const step = stepsOf(catalogue, repository).find(({ isLast }) => isLast);
  if (!step) throw new PromotionRefused("it is no deploy repository with clusters at two stages any more");
  if (step.before.stage !== stage)
    throw new PromotionRefused(
      `it ran at ${stage}, and what comes before ${step.stage} is ${step.before.stage}`,
    );
  return step;
}

/** A tag that was moved is another image, whatever it is called. */
function assertSame(
  repository: string,
  then: Readonly<Record<string, string>>,
  now: Readonly<Record<string, string>>,
): void {
  const names = [...new Set([...Object.keys(then), ...Object.keys(now)])].toSorted();
  const others = names.filter(name => then[name] !== now[name]);
  if (others.length === 0) return;
  const lines = others.map(
    name =>
      `  ${name}: ${then[name] ?? "not in it"} in the release, ${now[name] ?? "not named any more"} now`,
  );
  throw new PromotionRefused(`its images are not those of the release\n${lines.join("\n")}`, {
    cause: repository,
  });
}

async function alreadyMoved(
  { place, recorder }: Workplace,
  plan: Plan,
  release: string,
): Promise<ReleasePart> {
  const moves = await movesOf(place, plan.step.stage, recorder);
  const last = lastDone(moves);
  const isOurs = last?.release === release && last.to === plan.to;
  return { plan, ...(isOurs ? { movedFrom: last.from } : {}) };
}

/**
 * Promotes all of a release, one after the other. Where one can't be, those before it go back to what they had.
 * @param signal stops between two of them, and brings nothing back: the same command goes on then
 * @throws ReleaseFailed; the signal's reason
 */
export async function promoteParts(
  surroundings: Surroundings,
  release: Release,
  parts: readonly ReleasePart[],
  { onMoved, signal }: { readonly onMoved: (plan: Plan) => void; readonly signal: AbortSignal | undefined },
): Promise<void> {
  const moved: ReleasePart[] = parts.filter(({ movedFrom }) => movedFrom !== undefined);
  for (const { plan } of parts.filter(part => !isDone(part.plan))) {
    signal?.throwIfAborted();
    try {
      await at(surroundings, plan.repository, workplace => promotePart(workplace, plan, release));
    } catch (error) {
      const back = await bringBack(surroundings, moved);
      throw new ReleaseFailed(
        `${plan.repository} could not be promoted, so the release ${release.name} is not live.\n${(error as Error).message}\n${told(back)}`,
        { cause: error },
      );
    }
    moved.push({ plan, movedFrom: plan.from ?? null });
    onMoved(plan);
  }
}

/** What has moved is promoted, even if that could not be written down. */
async function promotePart(workplace: Workplace, plan: Plan, { name }: Release): Promise<void> {
  try {
    await promote(workplace, plan, name);
  } catch (error) {
    const now = await tipOf(workplace.place, plan.step.branch).catch(() => undefined);
    if (now !== plan.to) throw error;
  }
}

async function bringBack(
  surroundings: Surroundings,
  moved: readonly ReleasePart[],
): Promise<readonly BroughtBack[]> {
  const back: BroughtBack[] = [];
  for (const { plan, movedFrom } of moved.toReversed()) {
    const { repository, step } = plan;
    try {
      if (!movedFrom)
        throw new PromotionRefused(`${step.branch} was made by it, so there is nothing to go back to`);
      const commit = await at(surroundings, repository, async workplace => {
        await settle(workplace, step, { looking: false });
        return await rollBack(workplace, await planRollback(workplace, step, movedFrom));
      });
      back.push({ repository, commit });
    } catch (error) {
      back.push({ repository, failure: (error as Error).message });
    }
  }
  return back;
}

function told(back: readonly BroughtBack[]): string {
  if (back.length === 0) return "Nothing else had been moved.";
  const lines = back.map(({ repository, commit, failure }) =>
    commit
      ? `  ${repository} has what it had before, by ${commit.slice(0, 7)} on top of what was undone`
      : `  ${repository} is NOT back: ${failure}`,
  );
  const again =
    "To have it again, revert these commits by pull requests, mend what was bad, and cut another release.";
  return [
    `What had been moved before:\n${lines.join("\n")}`,
    ...(back.some(({ commit }) => commit) ? [again] : []),
  ].join("\n");
}
