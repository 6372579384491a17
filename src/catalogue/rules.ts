import { deployKeys } from "./rules/deploy-keys.ts";
import { formerNames } from "./rules/former-names.ts";
import { names } from "./rules/names.ts";
import { properties } from "./rules/properties.ts";
import { references } from "./rules/references.ts";
import { repeats } from "./rules/repeats.ts";
import { templateRepositories } from "./rules/scaffolds.ts";
import { schema } from "./rules/schema.ts";
import { stacks } from "./rules/stacks.ts";
import { stages } from "./rules/stages.ts";
import { teams } from "./rules/teams.ts";

import {
  appsOfTenants,
  namespaces,
  openings,
  secretsOfTenants,
  tenantsInEntries,
  tenantVariables,
} from "./rules/tenants.ts";

/** Everything that must hold for the files of a catalogue, before entries are laid over the standard. */
export const rules = [
  schema,
  references,
  names,
  formerNames,
  teams,
  stages,
  properties,
  deployKeys,
  repeats,
  templateRepositories,
  stacks,
  tenantsInEntries,
  namespaces,
  tenantVariables,
  openings,
  appsOfTenants,
  secretsOfTenants,
] as const;
