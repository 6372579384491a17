import type { Octokit } from "octokit";
import { usedUpUntil } from "../github/rate-limit.ts";
import type { Reporting } from "./target.ts";

/** How long nothing has to happen before it is asked why. */
const quietMilliseconds = 20_000;

/**
 * Does a long piece of work, and says so where it stands still for GitHub's rate limit: the GitHub provider waits for its
 * end without a word, up to an hour.
 * @param work gets the reporting that tells whether anything happens
 */
export async function sayingWhyItWaits<T>(
  api: Octokit,
  { onProgress, onNotice, signal }: Reporting,
  work: (reporting: Reporting) => Promise<T>,
  quiet: number = quietMilliseconds,
): Promise<T> {
  let [told, ended] = ["", false];
  const ask = async () => {
    const until = (await usedUpUntil(api))?.toLocaleTimeString([], { timeStyle: "short" });
    if (!until || until === told || ended) return;
    told = until;
    onNotice?.(`Waiting for GitHub's rate limit until ${until}.`);
  };
  const timer = setInterval(ask, quiet);
  try {
    return await work({
      onProgress: progress => {
        timer.refresh();
        onProgress?.(progress);
      },
      onNotice,
      signal,
    });
  } finally {
    ended = true;
    clearInterval(timer);
  }
}
