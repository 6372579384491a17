import type { Octokit } from "octokit";
import { restUrl } from "../github/api.ts";
import type { Limit } from "../github/pacing/limits.ts";
import { paceAt } from "../github/pacing/pace.ts";
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
    const reason = await whyItWaits(api);
    if (!reason || reason === told || ended) return;
    told = reason;
    onNotice?.(reason);
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

async function whyItWaits(api: Octokit): Promise<string | undefined> {
  const { holding, rest, graphql } = paceAt(restUrl(process.env.GITHUB_BASE_URL), process.env);
  if (holding) return `Keeping to GitHub's limit of ${describe(holding)}.`;
  const reset = rest.waitingUntil ?? graphql.waitingUntil ?? (await usedUpUntil(api));
  const until = reset?.toLocaleTimeString([], { timeStyle: "short" });
  return until && `Waiting for GitHub's rate limit until ${until}.`;
}

function describe({ of, most, seconds }: Limit): string {
  const window = seconds === 3600 ? "an hour" : seconds === 60 ? "a minute" : `in ${seconds} seconds`;
  return `${most} ${of} ${window}`;
}
