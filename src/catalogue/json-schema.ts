import { z } from "zod";
import { entry } from "./entry.ts";
import { standard } from "./standard.ts";

/** The JSON Schemas that editors check and complete the catalogue's files by, by file name. */
export function jsonSchemas(): Readonly<Record<string, object>> {
  return {
    "entry.json": jsonSchema(entry, "An entry of the catalogue: one repository"),
    "standard.json": jsonSchema(standard, "The standard: archetypes and shared rules of the organisation"),
  };
}

/** Draft 7 is what the editors' YAML language server knows best. */
function jsonSchema(schema: z.ZodType, title: string): object {
  return { title, ...z.toJSONSchema(schema, { target: "draft-7", io: "input" }) };
}
