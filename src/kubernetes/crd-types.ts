import { isMap } from "../catalogue/layer.ts";

/** The part of a CustomResourceDefinition that types are made from. */
export interface CustomResourceDefinition {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly storage: boolean;
      readonly schema: { readonly openAPIV3Schema: Schema };
    }[];
  };
}

/** https://kubernetes.io/docs/tasks/extend-kubernetes/custom-resources/custom-resource-definitions/#specifying-a-structural-schema */
interface Schema {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly additionalProperties?: Schema | boolean;
  readonly "x-kubernetes-int-or-string"?: boolean;
}

/**
 * The TypeScript interface of a kind's declared part, in the version that the API server stores: its identity and
 * its `spec`. What is declared of custom resources is checked by the compiler against it.
 * @throws Error where the definition stores no version
 */
export function interfaceOf({ spec: { group, names, versions } }: CustomResourceDefinition): string {
  const stored = versions.find(({ storage }) => storage);
  if (!stored) throw new Error(`The definition of ${names.kind} stores no version.`);
  const spec = stored.schema.openAPIV3Schema.properties?.spec ?? {};
  return `export interface ${names.kind} {
  readonly apiVersion: ${JSON.stringify(`${group}/${stored.name}`)};
  readonly kind: ${JSON.stringify(names.kind)};
  readonly metadata: Metadata;
  readonly spec: ${typeOf(spec)};
}`;
}

function typeOf(schema: Schema): string {
  if (schema["x-kubernetes-int-or-string"]) return "number | string";
  if (schema.enum) return schema.enum.map(value => JSON.stringify(value)).join(" | ");
  switch (schema.type) {
    case "string":
    case "boolean":
      return schema.type;
    case "integer":
    case "number":
      return "number";
    case "array":
      return `readonly (${typeOf(schema.items ?? {})})[]`;
    case "object":
      return objectType(schema);
    default:
      return "unknown";
  }
}

function objectType({ properties, required = [], additionalProperties }: Schema): string {
  if (!properties) {
    const values = isMap(additionalProperties) ? typeOf(additionalProperties) : "unknown";
    return `Readonly<Record<string, ${values}>>`;
  }
  const fields = Object.entries(properties).map(
    ([name, schema]) =>
      `readonly ${JSON.stringify(name)}${required.includes(name) ? "" : "?"}: ${typeOf(schema)};`,
  );
  return `{ ${fields.join(" ")} }`;
}
