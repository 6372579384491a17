import { z } from "zod";
import { parts } from "./schema.ts";

/**
 * The schema of a layer, from the schema of what the layers come to: every field may be left out, or be `null` to turn
 * off what lies below. Maps are walked at every depth; anything else (a list, a text, a number) replaces as a whole and
 * is asked for whole. Rules on whole objects are left to the resolved schema.
 */
export function layerSchema(schema: z.ZodType): z.ZodType {
  return described(withoutDescription(schema), schema);
}

/** The fields of a layer: each optional and nullable. */
export function layerFields(shape: z.core.$ZodLooseShape): Record<string, z.ZodType> {
  return Object.fromEntries(
    Object.entries(shape).map(([name, field]) => [
      name,
      described(
        withoutDescription(field as z.ZodType)
          .nullable()
          .optional(),
        field as z.ZodType,
      ),
    ]),
  );
}

function withoutDescription(schema: z.ZodType): z.ZodType {
  const { inner } = parts(schema);
  if (inner instanceof z.ZodObject)
    return inner.def.catchall ? z.strictObject(layerFields(inner.shape)) : inner;
  if (inner instanceof z.ZodRecord)
    return z.partialRecord(
      inner.keyType as z.ZodString,
      layerSchema(inner.valueType as z.ZodType).nullable(),
    );
  if (inner instanceof z.ZodUnion)
    return z.union(inner.options.map(option => layerSchema(option as z.ZodType)));
  return inner;
}

function described(schema: z.ZodType, original: z.ZodType): z.ZodType {
  const { description } = parts(original);
  return description ? schema.meta({ description }) : schema;
}
