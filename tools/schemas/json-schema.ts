/** The part of a JSON Schema that is looked at here. What else there is stays as it is. */
export interface JsonSchema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly required?: readonly string[];
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: JsonSchema | boolean;
  readonly items?: JsonSchema;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly [keyword: string]: unknown;
}

/** A kind of object, with the schema that its manifests keep to. */
export interface KindSchema {
  readonly apiVersion: string;
  readonly kind: string;
  readonly schema: JsonSchema;
}

/** Every schema within a schema, and at last itself, replaced by what is made of it. */
export function mapped(schema: JsonSchema, map: (schema: JsonSchema) => JsonSchema): JsonSchema {
  const { properties, items, additionalProperties } = schema;
  return map({
    ...schema,
    ...(properties && {
      properties: Object.fromEntries(
        Object.entries(properties).map(([name, property]) => [name, mapped(property, map)]),
      ),
    }),
    ...(items && { items: mapped(items, map) }),
    ...(typeof additionalProperties === "object" && {
      additionalProperties: mapped(additionalProperties, map),
    }),
  });
}

/** The same where a property that nobody has declared is a mistake. */
export function strict(schema: JsonSchema): JsonSchema {
  return mapped(schema, one =>
    one.properties && one.additionalProperties === undefined && !one["x-kubernetes-preserve-unknown-fields"]
      ? { ...one, additionalProperties: false }
      : one,
  );
}

/** Where kubeconform looks for a kind's schema: `service-v1.json`, `ingress-networking-v1.json`. */
export function fileOf({ apiVersion, kind }: KindSchema): string {
  const [group = "", version] = apiVersion.split("/");
  const words = [kind, group.split(".")[0], ...(version === undefined ? [] : [version])];
  return `${words.join("-").toLowerCase()}.json`;
}
