import type { Octokit } from "octokit";
import pMap from "p-map";
import { describeReaders, readersOf } from "../cluster/readers.ts";
import type { Change, Plan } from "../engine/plan.ts";
import { isArchiving } from "../judgement/removals.ts";

/** Repositories would go that clusters still read. Nothing was done. */
export class StillRead extends Error {
  override readonly name = "StillRead";

  constructor(reasons: readonly string[]) {
    super([...reasons, "Nothing was done."].join("\n"));
  }
}

/** Why repositories can't go, or be archived, as a plan has it; none where they can. */
export async function whyStillRead(
  api: Octokit,
  owner: string,
  { changes }: Pick<Plan, "changes">,
): Promise<readonly string[]> {
  const going = [...new Set(changes.filter(goes).flatMap(({ repository }) => repository ?? []))];
  const reasons = await pMap(
    going,
    async repository => {
      const clusters = await readersOf(api, { owner, repository });
      return clusters.length > 0 ? [describeReaders({ owner, repository }, clusters)] : [];
    },
    { concurrency: 8 },
  );
  return reasons.flat();
}

function goes(change: Change): boolean {
  const { kind, action, effect } = change;
  return isArchiving(change) || (kind === "repository" && action === "delete" && effect !== "forgotten");
}
