import type { Allowance } from "../github/pacing/budget.ts";

/** What is left of GitHub's rate limit, in a sentence. */
export function describeAllowance({ remaining, limit, resetAt }: Allowance): string {
  const until = new Date(resetAt).toISOString().replace(/\.\d+Z$/, "Z");
  return `GitHub's rate limit: ${remaining} of ${limit} requests left until ${until}.`;
}
