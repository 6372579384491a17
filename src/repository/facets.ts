import { access } from "./facets/access.ts";
import { branchProtection } from "./facets/branch-protection.ts";
import { defaultBranch } from "./facets/default-branch.ts";
import { labels } from "./facets/labels.ts";
import { lifecycle } from "./facets/lifecycle.ts";
import { merging } from "./facets/merging.ts";
import { rulesets } from "./facets/rulesets.ts";
import { security } from "./facets/security.ts";
import { settings } from "./facets/settings.ts";

/** All facets of a standard repository, in the order of the reference documentation. */
export const facets = {
  lifecycle,
  settings,
  merging,
  defaultBranch,
  access,
  rulesets,
  branchProtection,
  labels,
  security,
} as const;
