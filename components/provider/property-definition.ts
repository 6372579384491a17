import type { components } from "@octokit/openapi-types";
import { found, type OfOrganization, type Setting } from "./setting.ts";

type Live = components["schemas"]["custom-property"];

interface Of extends OfOrganization {
  readonly property: string;
}

interface Values extends Of {
  readonly type: "string" | "single_select" | "multi_select" | "true_false" | "url";
  readonly description: string;
  readonly required: boolean;
  /** Only where the type is a select. */
  readonly values?: readonly string[];
  /** True and false are texts for GitHub. */
  readonly default?: string | readonly string[];
}

const selects: ReadonlySet<string> = new Set(["single_select", "multi_select"]);
const endpoint = "/orgs/{owner}/properties/schema/{property}";

/**
 * A custom property that the organisation's repositories can have. The GitHub provider fails to read one that somebody has
 * deleted, and takes one default where GitHub takes several. https://docs.github.com/en/rest/orgs/custom-properties
 */
export const propertyDefinition: Setting<Values, Of> = {
  of: "organization",
  keys: ["property"],
  async read(api, of) {
    const live = await found(api.request(`GET ${endpoint}`, { ...of }) as Promise<{ data: Live }>);
    if (!live) return undefined;
    const { allowed_values: values, default_value: preset } = live;
    return {
      owner: of.owner,
      property: of.property,
      type: live.value_type,
      description: live.description ?? "",
      required: live.required ?? false,
      ...(values?.length && selects.has(live.value_type) ? { values } : {}),
      ...(preset?.length ? { default: preset } : {}),
    };
  },
  async write(api, { owner, property, type, description, required, values, default: preset }) {
    const live = await found(api.request(`GET ${endpoint}`, { owner, property }) as Promise<{ data: Live }>);
    await api.request(`PUT ${endpoint}`, {
      owner,
      property,
      value_type: type,
      description,
      required,
      ...(values ? { allowed_values: values } : {}),
      ...(preset === undefined ? {} : { default_value: preset }),
      // Nobody declares who may set it, and leaving it out might take it back.
      ...(live?.values_editable_by ? { values_editable_by: live.values_editable_by } : {}),
    });
  },
};
