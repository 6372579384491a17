import { z } from "zod";
import { isMap } from "./layer.ts";

/** A schema without what is wrapped around it, and what the wrapping said. */
export interface Parts {
  readonly inner: z.ZodType;
  readonly optional: boolean;
  readonly nullable: boolean;
  readonly default?: unknown;
  readonly description?: string | undefined;
}

/** Takes apart what `.optional()`, `.nullable()`, `.default()` and the like wrapped around a schema. */
export function parts(schema: z.ZodType): Parts {
  const description = schema.description;
  const within = (inner: unknown) => {
    const found = parts(inner as z.ZodType);
    return { ...found, description: description ?? found.description };
  };
  if (schema instanceof z.ZodOptional) return { ...within(schema.unwrap()), optional: true };
  if (schema instanceof z.ZodNullable) return { ...within(schema.unwrap()), nullable: true };
  if (schema instanceof z.ZodReadonly) return within(schema.unwrap());
  if (schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault)
    return { ...within(schema.unwrap()), optional: true, default: schema.def.defaultValue };
  if (schema instanceof z.ZodLazy) return within(schema.unwrap());
  if (schema instanceof z.ZodPipe && !(schema.in instanceof z.ZodTransform)) return within(schema.in);
  return { inner: schema, optional: false, nullable: false, description };
}

/** The schemas that a schema's value may follow: a union's options, or itself. */
export function options(schema: z.ZodType): readonly z.ZodType[] {
  const { inner } = parts(schema);
  return inner instanceof z.ZodUnion
    ? inner.options.flatMap(option => options(option as z.ZodType))
    : [inner];
}

/** The schemas of what lies below a key of a map or at an index of a list. */
export function below(schema: z.ZodType, key: PropertyKey): readonly z.ZodType[] {
  return options(schema).flatMap(option => {
    if (option instanceof z.ZodObject) {
      const field = Object.hasOwn(option.shape, key) ? option.shape[String(key)] : undefined;
      return field ? [field as z.ZodType] : [];
    }
    if (option instanceof z.ZodRecord) return [option.valueType as z.ZodType];
    if (option instanceof z.ZodArray) return [option.element as z.ZodType];
    return [];
  });
}

/** The names of the fields that a map may have at a path; none where it is free to name them. */
export function fieldNames(schema: z.ZodType, path: readonly PropertyKey[]): readonly string[] {
  const [key, ...rest] = path;
  if (key !== undefined) return below(schema, key).flatMap(next => fieldNames(next, rest));
  return options(schema).flatMap(option => (option instanceof z.ZodObject ? Object.keys(option.shape) : []));
}

/** One place in a value: the schema that it follows there, and whether that is a key of a map. */
export interface Place {
  readonly schema: z.ZodType;
  readonly value: unknown;
  readonly path: readonly (string | number)[];
  readonly isKey?: true;
}

/** Every place of a value together with the schemas it may follow there, depth first; `null`s are left out. */
export function* places(
  schema: z.ZodType,
  value: unknown,
  path: readonly (string | number)[] = [],
): Generator<Place> {
  if (value === null || value === undefined) return;
  for (const option of options(schema)) {
    yield { schema: option, value, path };
    if (option instanceof z.ZodRecord && isMap(value))
      for (const key of Object.keys(value))
        yield { schema: option.keyType as z.ZodType, value: key, path: [...path, key], isKey: true };
  }
  for (const [key, item] of children(value))
    for (const next of below(schema, key)) yield* places(next, item, [...path, key]);
}

function children(value: unknown): readonly (readonly [string | number, unknown])[] {
  if (Array.isArray(value)) return [...value.entries()];
  return isMap(value) ? Object.entries(value) : [];
}
