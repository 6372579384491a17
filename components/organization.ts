import * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { component } from "../src/engine/component.ts";
import { childName } from "../src/engine/urn.ts";
import {
  type DesiredTeam,
  desiredOrganization,
  type OrganizationStandard,
} from "../src/organization/desired.ts";
import { patience } from "./patience.ts";
import { PropertyDefinition } from "./resources.ts";

export interface OrganizationArgs {
  /** What the standard says of the organisation itself. */
  readonly standard: OrganizationStandard;
}

/**
 * The organisation's teams and custom property definitions. Removing one from the standard forgets it and deletes
 * nothing: a team's members and a property's values would be gone for good.
 */
export class Organization extends pulumi.ComponentResource {
  readonly #teams = new Map<string, github.Team>();
  readonly #properties = new Map<string, PropertyDefinition>();

  constructor(name: string, { standard }: OrganizationArgs, options?: pulumi.ComponentResourceOptions) {
    super(component.organization, name, {}, options);
    const { teams, properties } = desiredOrganization(name, standard);
    const byName = new Map(teams.map(team => [team.name, team]));
    for (const team of teams) this.#make(name, team, byName);
    for (const { name: property, args } of properties) {
      const made = new PropertyDefinition(childName(name, "property", property), args, this.#kept);
      this.#properties.set(property, made);
    }
    this.registerOutputs();
  }

  /** A team of the standard. */
  team(name: string): github.Team {
    const team = this.#teams.get(name);
    if (!team) throw new Error(`The standard declares no team ${name}.`);
    return team;
  }

  /** What the values of a property of the standard are, known once the property is defined. */
  propertyType(name: string): pulumi.Output<string> {
    const defined = this.#properties.get(name);
    if (!defined) throw new Error(`The standard defines no property ${name}.`);
    return defined.type;
  }

  get #kept(): pulumi.CustomResourceOptions {
    return { parent: this, retainOnDelete: true, customTimeouts: patience };
  }

  #make(organization: string, team: DesiredTeam, all: ReadonlyMap<string, DesiredTeam>): github.Team {
    const made = this.#teams.get(team.name);
    if (made) return made;
    const parent = team.parent === undefined ? undefined : all.get(team.parent);
    const parentTeamId = parent && this.#make(organization, parent, all).id;
    const args = { ...team.args, ...(parentTeamId ? { parentTeamId } : {}) };
    const child = new github.Team(childName(organization, "team", team.name), args, this.#kept);
    this.#teams.set(team.name, child);
    return child;
  }
}
