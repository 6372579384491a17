import { isObject } from "../../components/provider/properties.ts";

/** Names that a program can't write, and the names that the library has for them. */
const DASHED = [
  "x-kubernetes-embedded-resource",
  "x-kubernetes-int-or-string",
  "x-kubernetes-list-map-keys",
  "x-kubernetes-list-type",
  "x-kubernetes-map-type",
  "x-kubernetes-preserve-unknown-fields",
  "x-kubernetes-validations",
];
const toUnderscores = new Map(DASHED.map(name => [name, name.replaceAll("-", "_")]));
const toDashes = new Map(DASHED.map(name => [name.replaceAll("-", "_"), name]));

/** As the API writes them. */
export function withDashes(value: unknown): unknown {
  return renamed(value, toDashes);
}

/** As programs write them. */
export function withUnderscores(value: unknown): unknown {
  return renamed(value, toUnderscores);
}

function renamed(value: unknown, names: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map(item => renamed(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [names.get(key) ?? key, renamed(inner, names)]),
  );
}
