import { isDeepStrictEqual } from "node:util";
import { isObject, type Properties } from "../../components/provider/properties.ts";

/**
 * What is declared, as it is now: a value that the server holds just as it did after the last write counts as what was
 * declared, whatever form the server has given it (a quantity of `1000m` comes back as `1`, an empty list not at all), and
 * one that has changed since is the live one. Fields that were not declared are others' concern. So are items behind the
 * declared ones of a list, which the official provider does not look at either.
 * @param owned who owns what of it, in the form of `managedFields`: a list or a map that can only be owned as a whole has no
 * room for what others add. https://kubernetes.io/docs/reference/using-api/server-side-apply/#merge-strategy
 */
export function observed(declared: unknown, before: unknown, live: unknown, owned?: unknown): unknown {
  if (isDeepStrictEqual(before, live)) return declared;
  if (isWhole(owned)) return live;
  if (isObject(declared) && isObject(live)) {
    const then = isObject(before) ? before : {};
    const kept = Object.keys(declared).filter(key => key in live || !(key in then));
    const values = kept.map(key => [
      key,
      observed(declared[key], then[key], live[key], isObject(owned) ? owned[`f:${key}`] : undefined),
    ]);
    return Object.fromEntries(values.filter(([, value]) => value !== undefined));
  }
  if (Array.isArray(declared) && Array.isArray(live)) {
    const then = Array.isArray(before) ? before : [];
    return declared.slice(0, live.length).map((item, index) => observed(item, then[index], live[index]));
  }
  return live;
}

/** What can be owned in parts has its parts there. */
function isWhole(owned: unknown): boolean {
  return isObject(owned) && Object.keys(owned).length === 0;
}

/** Which fields of an object are owned, by whomever. */
export function ownedFields({ metadata }: Properties): Properties {
  const entries = isObject(metadata) && Array.isArray(metadata.managedFields) ? metadata.managedFields : [];
  return entries
    .filter(isObject)
    .filter(({ subresource }) => !subresource)
    .map(({ fieldsV1 }) => (isObject(fieldsV1) ? fieldsV1 : {}))
    .reduce(merged, {});
}

function merged(one: Properties, other: Properties): Properties {
  const both = Object.entries(other).map(([name, fields]): [string, unknown] => {
    const own = one[name];
    return [name, isObject(own) && isObject(fields) ? merged(own, fields) : fields];
  });
  return { ...one, ...Object.fromEntries(both) };
}
