import type { TeamArgs } from "@pulumi/github";
import type { PropertyDefinitionArgs } from "../../components/provider/args.ts";
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
  readonly args: PropertyDefinitionArgs;
}

export interface DesiredOrganization {
  readonly teams: readonly DesiredTeam[];
  readonly properties: readonly DesiredProperty[];
}

/** The desired state of the organisation itself: its teams and the custom properties its repositories can have. */
export function desiredOrganization(
  owner: string,
  { teams = {}, properties = {} }: OrganizationStandard,
): DesiredOrganization {
  return {
    teams: Object.entries(teams).map(([name, { description, parent, privacy }]) => ({
      name,
      parent,
      args: {
        name,
        description: description ?? "",
        privacy: privacy ?? "closed",
        notificationSetting: "notifications_enabled",
      },
    })),
    properties: Object.entries(properties).map(([name, property]) => ({
      name,
      args: propertyArgs(owner, name, property),
    })),
  };
}

function propertyArgs(owner: string, name: string, definition: PropertyDefinition): PropertyDefinitionArgs {
  const { type, description, values, required, default: preset } = definition;
  return {
    owner,
    property: name,
    type,
    description: description ?? "",
    required: required ?? false,
    ...(values ? { values: [...values] } : {}),
    ...(preset === undefined ? {} : { default: Array.isArray(preset) ? [...preset] : String(preset) }),
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
    type: "fairway:index:PropertyDefinition",
    title: "custom property definitions",
    authorship: "adds",
    identify: async (live: LiveOrganization, name: string) =>
      (await live.properties).some(({ property_name }) => property_name === name)
        ? `${live.name}/${name}`
        : undefined,
  },
} as const;
export type OrganizationKindName = keyof typeof organizationKinds;
