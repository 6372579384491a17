import { clusterReference } from "../cluster/reference.ts";
import { jsonSchemas } from "./json-schema.ts";
import { reference } from "./reference.ts";

/** The files that are made from the schemas and registries, by path in the checkout: what each should hold. */
export function generatedFiles(): Readonly<Record<string, string>> {
  const schemas = Object.entries(jsonSchemas()).map(([name, schema]) => [
    `schema/${name}`,
    `${JSON.stringify(schema, undefined, 2)}\n`,
  ]);
  return {
    ...Object.fromEntries(schemas),
    "docs/catalogue.md": reference(),
    "docs/clusters-reference.md": clusterReference(),
  };
}
