import { isDeepStrictEqual } from "node:util";
import { isMap, type Layer, resolve } from "../catalogue/layer.ts";
import { conflictsOf } from "../repository/conflicts.ts";
import { repositoryOf, sameDesired } from "../repository/desired-state.ts";
import type { Context } from "../repository/facet.ts";
import { baseline } from "../repository/specification.ts";

type Path = readonly string[];

/**
 * The smallest entry for a repository: what it must say, over the layers below, to ask for exactly the state that was
 * observed, and to be a valid one: a default that would lack what it needs is turned off as well.
 */
export function deviations(name: string, observed: object, below: readonly Layer[], context: Context): Layer {
  const wanted = resolve([baseline, observed as Layer]);
  const target = repositoryOf(name, wanted);
  const atOdds = conflictsOf(target).length;
  const asksTheSame = (entry: Layer) => {
    try {
      const repository = repositoryOf(name, resolve([...below, entry]));
      return sameDesired(repository, target, context) && conflictsOf(repository).length <= atOdds;
    } catch {
      return false;
    }
  };
  const whole = difference(wanted, resolve(below));
  return leaves(whole).reduce((entry, path) => {
    const smaller = without(entry, path);
    return asksTheSame(smaller) ? smaller : entry;
  }, whole);
}

/** How many things an entry says. */
export function count(entry: Layer): number {
  return leaves(entry).length;
}

/** What a layer over `below` must say for the two to come to `wanted`. */
function difference(wanted: Layer, below: Layer): Layer {
  const said = Object.entries(wanted).flatMap(([key, value]): [string, unknown][] => {
    const under = below[key];
    if (isDeepStrictEqual(value, under)) return [];
    if (!isMap(value) || !isMap(under)) return [[key, value]];
    const inner = difference(value, under);
    return Object.keys(inner).length ? [[key, inner]] : [];
  });
  const off = Object.keys(below)
    .filter(key => wanted[key] === undefined)
    .map((key): [string, null] => [key, null]);
  return Object.fromEntries([...said, ...off]);
}

function leaves(layer: Layer, path: Path = []): Path[] {
  return Object.entries(layer).flatMap(([key, value]) => {
    const here = [...path, key];
    return isMap(value) && Object.keys(value).length ? leaves(value, here) : [here];
  });
}

/** The layer without one leaf, and without the maps that this leaves empty. */
function without(layer: Layer, [key = "", ...rest]: Path): Layer {
  const { [key]: value, ...others } = layer;
  if (rest.length === 0 || !isMap(value)) return others;
  const inner = without(value, rest);
  return Object.keys(inner).length ? { ...layer, [key]: inner } : others;
}
