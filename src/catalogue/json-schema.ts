import { z } from "zod";
import { clusterKey } from "./clusters.ts";
import { entry } from "./entry.ts";
import { clusterLayer, standard } from "./standard.ts";

/** A cluster's stack. What else stands in it is Pulumi's. */
const stack = z.looseObject({ config: z.looseObject({ [clusterKey]: clusterLayer.optional() }).optional() });

/** The JSON Schemas that editors check and complete the catalogue's files by, by file name. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return {
    "entry.json": jsonSchema(entry, "An entry of the catalogue: one repository"),
    "standard.json": jsonSchema(standard, "The standard: archetypes and shared rules of the organisation"),
    "stack.json": jsonSchema(stack, "A stack: what one cluster has beyond the standard"),
  };
}

/** Draft 7 is what the editors' YAML language server knows best. */
function jsonSchema(schema: z.ZodType, title: string): object {
  return { title, ...z.toJSONSchema(schema, { target: "draft-7", io: "input" }) };
}
