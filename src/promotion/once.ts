import { setTimeout as sleep } from "node:timers/promises";
import { RequestError } from "octokit";
import { secondsToWait } from "../github/api.ts";

/** How many seconds pass before it is tried again. */
const pauses = [1, 4, 9];
/** The longest that is waited for a rate limit, in seconds; beyond that a person should know. */
const patience = 60;
/** Somebody has changed something at the same moment, or GitHub has not yet come to know what may be merged. */
const passing = [405, 409];

/** For a request that Octokit is not to repeat: where just the answer was lost, it would be done twice. */
export const single = { retries: 0 } as const;

/**
 * Does something at GitHub once. Where it fails, it is looked for before it is tried again.
 * @param ask asks for it, with `single`
 * @param find what is there of it; undefined where it is not done
 * @throws what the last try was answered
 */
export async function once<T>(ask: () => Promise<T>, find: () => Promise<T | undefined>): Promise<T> {
  for (const pause of pauses) {
    try {
      return await ask();
    } catch (error) {
      const found = await find().catch(() => undefined);
      if (found !== undefined) return found;
      const seconds = secondsAfter(error, pause);
      if (seconds === undefined || seconds > patience) throw error;
      await sleep(seconds * 1000);
    }
  }
  return await ask();
}

function secondsAfter(error: unknown, pause: number): number | undefined {
  if (!(error instanceof RequestError)) return undefined;
  const isPassing = error.status >= 500 || passing.includes(error.status);
  return secondsToWait(error) ?? (isPassing ? pause : undefined);
}
