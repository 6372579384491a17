import { RequestError } from "octokit";
import { isWithin, tipOf } from "./history.ts";
import { named, type Place } from "./place.ts";
import { PromotionRefused } from "./refused.ts";

/**
 * Moves a branch forward to a commit, or makes it there. A branch that has it already is left.
 * @throws PromotionRefused where GitHub refuses that
 */
export async function forward(place: Place, branch: string, commit: string): Promise<void> {
  const { api } = place;
  const now = await tipOf(place, branch);
  if (now !== undefined && (await isWithin(place, commit, now))) return;
  try {
    if (now === undefined)
      await api.rest.git.createRef({ ...named(place), ref: `refs/heads/${branch}`, sha: commit });
    else await api.rest.git.updateRef({ ...named(place), ref: `heads/${branch}`, sha: commit, force: false });
  } catch (error) {
    // It may be done, and just the answer be lost.
    if (await has(place, branch, commit).catch(() => false)) return;
    if (!(error instanceof RequestError) || ![403, 409, 422].includes(error.status)) throw error;
    throw new PromotionRefused(
      `GitHub refuses to move ${branch} of ${place.repo} to ${commit.slice(0, 7)}: ${words(error)}\n` +
        "Only the promotion App moves it, and only forward: is this signed in as that App, and does nothing but it push there?",
      { cause: error },
    );
  }
}

/** Whether a commit is in the history of a branch. */
export async function has(place: Place, branch: string, commit: string): Promise<boolean> {
  const tip = await tipOf(place, branch);
  return tip !== undefined && (await isWithin(place, commit, tip));
}

/** What GitHub says, in one line. */
export function words(error: RequestError): string {
  return error.message.replace(/\s+/g, " ").trim();
}
