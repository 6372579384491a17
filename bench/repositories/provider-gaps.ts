import type { Allowed } from "./same-world.ts";

/** What the GitHub provider has no resource for, so that whoever works with it alone leaves it as it is. */
export const providerGaps: readonly Allowed[] = [
  {
    path: /^repositories\.\*\.code_scanning_default_setups\./,
    reason: "the provider has nothing for CodeQL's default setup",
  },
  {
    path: /^repositories\.\*\.immutable_releases$/,
    reason: "the provider has nothing for immutable releases",
  },
];
