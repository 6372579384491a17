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

/**
 * What is declared, as it is now: a value that the server holds just as it did after the last write counts as what was
 * declared, whatever form the server has given it (a quantity of `1000m` comes back as `1`, an empty list not at all), and
 * one that has changed since is the live one. Fields that were not declared are others' concern. So are items behind the
 * declared ones of a list: the official provider does not look at them either.
 */
export function observed(declared: unknown, before: unknown, live: unknown): unknown {
  if (isDeepStrictEqual(before, live)) return declared;
  if (isObject(declared) && isObject(live)) {
    const then = isObject(before) ? before : {};
    const kept = Object.keys(declared).filter(key => key in live || !(key in then));
    const values = kept.map(key => [key, observed(declared[key], then[key], live[key])]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }
  if (Array.isArray(declared) && Array.isArray(live)) {
    const then = Array.isArray(before) ? before : [];
    return declared.slice(0, live.length).map((item, index) => observed(item, then[index], live[index]));
  }
  return live;
}
