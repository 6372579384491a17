import { z } from "zod";
import { isMap } from "./layer.ts";
import { options, parts } from "./schema.ts";

/** A field as documentation shows it. */
export interface Field {
  /** Where it stands: `labels.<name>.color`. */
  readonly path: string;
  readonly type: string;
  readonly required: boolean;
  readonly default: unknown;
  readonly description: string;
}

/** The fields that a map has, with those below them, in the schema's order. */
export function fieldsOf(shape: z.core.$ZodLooseShape, presets: unknown = {}, above = ""): Field[] {
  return Object.entries(shape).flatMap(([name, schema]) =>
    fieldsAt(
      schema as z.ZodType,
      `${above}${name}`,
      (presets as Record<string, unknown> | undefined)?.[name],
    ),
  );
}

function fieldsAt(schema: z.ZodType, path: string, preset: unknown): Field[] {
  const { optional, default: own, description = "" } = parts(schema);
  const below = unrepeated(options(schema));
  const fallback = preset ?? own;
  const told = isMap(fallback) ? undefined : fallback;
  const required = !optional && fallback === undefined;
  return [
    { path, type: typeName(schema), required, default: told, description },
    ...unique(fieldsOfAll(below, path, preset)),
  ];
}

/** Without the lists of what may stand alone as well: their fields would be told twice. */
function unrepeated(alternatives: readonly z.ZodType[]): readonly z.ZodType[] {
  return alternatives.filter(
    option =>
      !(option instanceof z.ZodArray && alternatives.includes(parts(option.element as z.ZodType).inner)),
  );
}

function fieldsBelow(schema: z.ZodType, path: string, preset: unknown): Field[] {
  if (schema instanceof z.ZodObject) return fieldsOf(schema.shape, preset, `${path}.`);
  if (schema instanceof z.ZodRecord) return childrenOf(schema.valueType as z.ZodType, `${path}.<name>`);
  if (schema instanceof z.ZodArray) return childrenOf(schema.element as z.ZodType, `${path}[]`);
  return [];
}

/** What lies below a nameless item; the item itself is told by its holder's type. */
function childrenOf(item: z.ZodType, path: string): Field[] {
  return fieldsOfAll(options(item), path, undefined);
}

/** The fields of all forms that a value may have. Where several are maps, none of their fields is needed in each. */
function fieldsOfAll(alternatives: readonly z.ZodType[], path: string, preset: unknown): Field[] {
  const fields = alternatives.flatMap(option => fieldsBelow(option, path, preset));
  const maps = alternatives.filter(option => option instanceof z.ZodObject);
  return maps.length < 2 ? fields : fields.map(field => ({ ...field, required: false }));
}

function unique(fields: readonly Field[]): Field[] {
  return fields.filter(({ path }, index) => fields.findIndex(other => other.path === path) === index);
}

/** What kind of value a schema takes, in a few words. */
function typeName(schema: z.ZodType): string {
  const names = options(schema).map(optionName);
  return [...new Set(names)].join(" or ");
}

function optionName(schema: z.ZodType): string {
  if (schema instanceof z.ZodEnum) return schema.options.map(value => `\`${value}\``).join(", ");
  if (schema instanceof z.ZodLiteral) return [...schema.values].map(value => `\`${value}\``).join(", ");
  if (schema instanceof z.ZodBoolean) return "true or false";
  if (schema instanceof z.ZodNumber) return numberName(schema);
  if (schema instanceof z.ZodArray) return `list of ${typeName(schema.element as z.ZodType)}`;
  if (schema instanceof z.ZodRecord) return `name → ${typeName(schema.valueType as z.ZodType)}`;
  return schema instanceof z.ZodObject ? "map" : "text";
}

function numberName(schema: z.ZodNumber): string {
  const { minValue, maxValue, format } = schema;
  const bounded = (bound: number | null) =>
    bound !== null && Number.isFinite(bound) && !isMachineBound(bound);
  const from = bounded(minValue)
    ? [`${schema.safeParse(minValue).success ? "from" : "above"} ${minValue}`]
    : [];
  const to = bounded(maxValue) ? [`to ${maxValue}`] : [];
  return [format === "safeint" ? "whole number" : "number", ...from, ...to].join(" ");
}

function isMachineBound(bound: number): boolean {
  return Math.abs(bound) === Number.MAX_SAFE_INTEGER;
}
