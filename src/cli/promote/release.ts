import { isDone } from "../../promotion/promotion.ts";
import { type Release, readRelease } from "../../promotion/release.ts";
import { planRelease, promoteParts } from "../../promotion/release-promotion.ts";
import { Registries } from "../../registry/registry.ts";
import { describePromotions } from "../../report/promotion.ts";
import { moveDocument } from "../../report/promotion-json.ts";
import { agree, type Request, type Session, session } from "./session.ts";

/** Promotes a release, all of it or nothing: checks and shows everything, asks, and does it. */
export async function promoteRelease(name: string, request: Request): Promise<void> {
  const release = readRelease(request.root, name);
  const repositories = Object.keys(release.repositories);
  const about = { verb: "Promote", subject: `release ${name}`, repositories };
  await session(about, request, run => promoteAll(run, release));
}

async function promoteAll(run: Session, release: Release): Promise<void> {
  const { surroundings, terminal, dryRun, json } = run;
  const names = Object.keys(release.repositories);
  const onRepository = (current: string) =>
    terminal.onProgress?.({ done: names.indexOf(current), total: names.length, of: "repositories", current });
  const parts = await planRelease(surroundings, release, new Registries(), { looking: dryRun, onRepository });
  for (const told of describePromotions(parts.map(({ plan }) => plan))) run.tell(told);
  const isAll = parts.every(({ plan }) => isDone(plan));
  if (!dryRun && !isAll) {
    await agree(run, `Promote all of the release ${release.name}?`);
    const { signal } = terminal;
    await promoteParts(surroundings, release, parts, {
      signal,
      onMoved: ({ repository, step, to }) =>
        run.tell(`${repository}, ${step.stage}: ${step.branch} is at ${to.slice(0, 7)} now.`),
    });
  }
  if (!json) return;
  const result = dryRun ? "planned" : "promoted";
  const moves = parts.map(({ plan }) => ({
    repository: plan.repository,
    moves: [moveDocument(plan, isDone(plan) ? "already" : result)],
  }));
  console.log(JSON.stringify({ release: release.name, repositories: moves }, null, 2));
}
