import type { OrganizationCustomPropertiesArgs, TeamArgs } from "@pulumi/github";
import type { LiveOrganization } from "../github/live-organization.ts";
import { isSameName } from "../github/names.ts";

/** A team, as the standard declares it. */
export interface Team {
  readonly description?: string | undefined;
  readonly parent?: string | undefined;
  readonly privacy?: "closed" | "secret" | undefined;
}

/** A custom property of the organisation's repositories, as the standard declares it. */
export interface PropertyDefinition {
  readonly type: "string" | "single_select" | "multi_select" | "true_false" | "url";
  readonly description?: string | undefined;
  readonly values?: readonly string[] | undefined;
  readonly required?: boolean | undefined;
  readonly default?: string | readonly string[] | boolean | undefined;
}

/** What the standard says of the organisation itself. */
export interface OrganizationStandard {
  readonly teams?: Readonly<Record<string, Team>> | undefined;
  readonly properties?: Readonly<Record<string, PropertyDefinition>> | undefined;
}

/** A team and the name of its parent, which must be there first. */
export interface DesiredTeam {
  readonly name: string;
  readonly parent?: string | undefined;
  readonly args: TeamArgs;
}

export interface DesiredProperty {
  readonly name: string;
  readonly args: OrganizationCustomPropertiesArgs;
}

export interface DesiredOrganization {
  readonly teams: readonly DesiredTeam[];
  readonly properties: readonly DesiredProperty[];
}

/** The desired state of the organisation itself: its teams and the custom properties its repositories can have. */
export function desiredOrganization({
  teams = {},
  properties = {},
}: OrganizationStandard): DesiredOrganization {
  return {
    teams: Object.entries(teams).map(([name, { description, parent, privacy }]) => ({
      name,
      parent,
      args: { name, description: description ?? "", privacy: privacy ?? "closed" },
    })),
    properties: Object.entries(properties).map(([name, property]) => ({
      name,
      args: propertyArgs(name, property),
    })),
  };
}

function propertyArgs(name: string, property: PropertyDefinition): OrganizationCustomPropertiesArgs {
  const { type, description, values, required, default: preset } = property;
  return {
    propertyName: name,
    valueType: type,
    description: description ?? "",
    required: required ?? false,
    ...(values ? { allowedValues: [...values] } : {}),
    // The provider takes one value, also where GitHub would take several.
    ...(preset === undefined ? {} : { defaultValue: [preset].flat().join() }),
  };
}

/** The kinds of things of an organisation: their Pulumi types, and how each is found in the live world. */
export const organizationKinds = {
  team: {
    type: "github:index/team:Team",
    title: "teams",
    authorship: "adds",
    identify: async (live: LiveOrganization, name: string) => {
      const found = (await live.teams).find(team => isSameName(team.name, name));
      return found && String(found.id);
    },
  },
  property: {
    type: "github:index/organizationCustomProperties:OrganizationCustomProperties",
    title: "custom property definitions",
    authorship: "adds",
    identify: async (live: LiveOrganization, name: string) =>
      (await live.properties).some(({ property_name }) => property_name === name) ? name : undefined,
  },
} as const;
export type OrganizationKindName = keyof typeof organizationKinds;
