import { type JsonSchema, type KindSchema, strict } from "./json-schema.ts";

/** The part of a CustomResourceDefinition that manifests are checked by. */
export interface CustomResource {
  readonly spec: {
    readonly group: string;
    readonly names: { readonly kind: string };
    readonly versions: readonly {
      readonly name: string;
      readonly served: boolean;
      readonly schema: { readonly openAPIV3Schema: JsonSchema };
    }[];
  };
}

/** The schema of each version of a kind that an API server serves. */
export function customSchemas({ spec: { group, names, versions } }: CustomResource): readonly KindSchema[] {
  return versions
    .filter(({ served }) => served)
    .map(({ name, schema: { openAPIV3Schema } }) => ({
      apiVersion: `${group}/${name}`,
      kind: names.kind,
      schema: strict({
        ...openAPIV3Schema,
        required: [...new Set([...(openAPIV3Schema.required ?? []), "apiVersion", "kind", "metadata"])],
      }),
    }));
}
