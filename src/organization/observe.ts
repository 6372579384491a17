import type { components } from "@octokit/openapi-types";
import type { LiveOrganization } from "../github/live-organization.ts";
import { folded } from "../github/names.ts";
import { type DesiredOrganization, desiredOrganization, type OrganizationStandard } from "./desired.ts";

type Schemas = components["schemas"];

/** Of what the standard declares of the organisation itself, what is there, as it would be declared. */
export async function observeOrganization(
  live: LiveOrganization,
  { teams = {}, properties = {} }: OrganizationStandard,
): Promise<DesiredOrganization> {
  const [liveTeams, liveProperties] = await Promise.all([live.teams, live.properties]);
  const team = new Map(liveTeams.map(found => [folded(found.name), found]));
  const property = new Map(liveProperties.map(found => [found.property_name, found]));
  const names = (declared: object) => Object.keys(declared);
  return {
    teams: names(teams).flatMap(name => {
      const found = team.get(folded(name));
      return found ? [observedTeam(found)] : [];
    }),
    properties: names(properties).flatMap(name => {
      const found = property.get(name);
      return found ? observedProperty(live.name, found) : [];
    }),
  };
}

function observedTeam(team: Schemas["team"]): DesiredOrganization["teams"][number] {
  const { name, description, privacy, parent, notification_setting: notificationSetting } = team;
  return {
    name,
    parent: parent?.name,
    args: {
      name,
      description: description ?? "",
      privacy: privacy ?? "closed",
      notificationSetting: notificationSetting ?? "notifications_enabled",
    },
  };
}

function observedProperty(
  owner: string,
  found: Schemas["custom-property"],
): DesiredOrganization["properties"] {
  const { property_name: name, value_type: type, description, required, allowed_values: values } = found;
  const preset = found.default_value;
  const definition = {
    type,
    description: description ?? "",
    required: required ?? false,
    ...(values?.length && type.endsWith("_select") ? { values } : {}),
    ...(preset?.length ? { default: preset } : {}),
  };
  return desiredOrganization(owner, { properties: { [name]: definition } }).properties;
}
