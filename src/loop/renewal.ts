import { RequestError } from "octokit";
import { EngineFailed } from "../engine/command.ts";
import { RunFailed } from "../engine/run.ts";
import { credentialsFrom } from "../github/credentials.ts";
import type { Reporting } from "./target.ts";

/** How many tokens in a row may expire without anything having been done: each lives for an hour. */
const renewals = 5;

/**
 * Does the work again where an App's token has expired in the middle of it: the GitHub provider gets one token for its
 * whole life, and a new engine process a new one. What was done before is not done again.
 * https://docs.github.com/en/apps/creating-github-apps/authenticating-with-a-github-app/generating-an-installation-access-token-for-a-github-app
 * @param onExpired is told of each attempt that ended so
 */
export async function renewing<T>(
  work: () => Promise<T>,
  onExpired: (error: unknown) => void,
  onNotice: Reporting["onNotice"],
): Promise<T> {
  for (let left = renewals; ; ) {
    try {
      return await work();
    } catch (error) {
      if (left === 0 || credentialsFrom().kind !== "app" || !isExpiry(error)) throw error;
      left = hasDoneSomething(error) ? renewals : left - 1;
      onExpired(error);
      onNotice?.("The GitHub App's token has expired in the middle of the run; going on with a new one.");
    }
  }
}

function hasDoneSomething(error: unknown): boolean {
  return error instanceof RunFailed && error.outcome.changes.length > 0;
}

/**
 * Whether it is the end of a token. GitHub's clients write the status after a colon; elsewhere the number may be part of a
 * name. A credential that is wrong from the start never gets this far: it is tried before any work.
 */
export function isExpiry(error: unknown): boolean {
  if (error instanceof RequestError) return error.status === 401;
  return (
    error instanceof RunFailed &&
    // Where something else failed as well, another token is no help.
    error.failure instanceof EngineFailed &&
    error.outcome.diagnostics.some(
      ({ severity, message }) => severity === "error" && /: 401\b|Bad credentials/.test(message),
    )
  );
}
