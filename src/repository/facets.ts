import { access } from "./facets/access.ts";
import { actions } from "./facets/actions.ts";
import { autolinks } from "./facets/autolinks.ts";
import { branchProtection } from "./facets/branch-protection.ts";
import { defaultBranch } from "./facets/default-branch.ts";
import { deployKeys } from "./facets/deploy-keys.ts";
import { drift } from "./facets/drift.ts";
import { environments } from "./facets/environments.ts";
import { labels } from "./facets/labels.ts";
import { lifecycle } from "./facets/lifecycle.ts";
import { merging } from "./facets/merging.ts";
import { properties } from "./facets/properties.ts";
import { rulesets } from "./facets/rulesets.ts";
import { scaffold } from "./facets/scaffold.ts";
import { security } from "./facets/security.ts";
import { settings } from "./facets/settings.ts";
import { tenants } from "./facets/tenants.ts";
import { variables } from "./facets/variables.ts";
import { webhooks } from "./facets/webhooks.ts";

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
  environments,
  actions,
  variables,
  security,
  properties,
  autolinks,
  deployKeys,
  webhooks,
  scaffold,
  tenants,
  drift,
} as const;
