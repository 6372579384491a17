import { isDeepStrictEqual } from "node:util";
import { isObject, isUnknown, type Properties } from "../../../components/provider/properties.ts";

/** How two values differ at one path, written as `spec.ports[0].name` or `metadata.annotations["example.com/a"]`. */
export interface Change {
  readonly path: string;
  readonly kind: "add" | "delete" | "update";
}

/** Everything in which `wanted` is not as `held`. What is not known yet is a change. */
export function changes(held: Properties, wanted: Properties): readonly Change[] {
  return [...objectChanges(held, wanted, "")];
}

function* objectChanges(held: Properties, wanted: Properties, path: string): Generator<Change> {
  for (const key of Object.keys({ ...held, ...wanted })) {
    yield* valueChanges(held[key], wanted[key], joined(path, key));
  }
}

function* valueChanges(held: unknown, wanted: unknown, path: string): Generator<Change> {
  if (isAbsent(wanted)) {
    if (!isAbsent(held)) yield { path, kind: "delete" };
  } else if (isAbsent(held)) {
    yield { path, kind: "add" };
  } else if (isObject(held) && isObject(wanted)) {
    yield* objectChanges(held, wanted, path);
  } else if (Array.isArray(held) && Array.isArray(wanted)) {
    for (let index = 0; index < Math.max(held.length, wanted.length); index += 1) {
      yield* valueChanges(held[index], wanted[index], `${path}[${index}]`);
    }
  } else if (isUnknown(wanted) || !isDeepStrictEqual(held, wanted)) {
    yield { path, kind: "update" };
  }
}

function joined(path: string, key: string): string {
  if (/[."[\]]/.test(key)) return `${path}["${key.replaceAll('"', '\\"')}"]`;
  return path ? `${path}.${key}` : key;
}

function isAbsent(value: unknown): value is null | undefined {
  return value === undefined || value === null;
}
