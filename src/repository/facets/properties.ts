import { z } from "zod";
import { facet } from "../facet.ts";

const text = z.string().min(1);
const value = z.union([text, z.array(text).min(1), z.boolean()]);

/** What the organisation knows about the repository: https://docs.github.com/en/rest/repos/custom-properties */
export const properties = facet({
  title: "Custom properties",
  fields: {
    properties: z
      .record(z.string().min(1).max(75), value)
      .optional()
      .meta({
        description:
          "Values of the organisation’s custom properties by name: a text, a list of texts where several may be " +
          "chosen, or true and false.",
      }),
  },
  kinds: {
    property: {
      type: "github:index/repositoryCustomProperty:RepositoryCustomProperty",
      title: "custom properties",
      authorship: "adds",
      audited: ["custom_property_value."],
      inBulk: true,
      identify: async (_, live, key) =>
        (await live.properties).some(({ property_name, value }) => property_name === key && value !== null)
          ? `${live.owner}:${live.name}:${key}`
          : undefined,
    },
  },
  resources: ({ name: repository, properties = {} }, context) =>
    Object.entries(properties).map(([propertyName, value]) => ({
      kind: "property",
      key: propertyName,
      args: {
        repository,
        propertyName,
        propertyType: context.propertyType(propertyName),
        propertyValues: Array.isArray(value) ? value.toSorted() : [String(value)],
      },
    })),
  observe: async (live, declared) => {
    const found = (await live.properties).flatMap(({ property_name: name, value }) => {
      const known = declared.properties?.[name];
      return known === undefined || value === null ? [] : [[name, inItsType(value, known)] as const];
    });
    return found.length ? { properties: Object.fromEntries(found) } : {};
  },
});

/** GitHub tells true and false as texts. */
function inItsType(found: string | string[], declared: z.output<typeof value>): z.output<typeof value> {
  return typeof declared === "boolean" && typeof found === "string"
    ? found === "true"
    : Array.isArray(found)
      ? found.toSorted()
      : found;
}
