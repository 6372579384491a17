import { isMap, type Layer } from "../catalogue/layer.ts";
import { baseline } from "../repository/specification.ts";

/**
 * Defaults for an organisation that has no standard yet: what most of its repositories have in common. A setting takes
 * part where more than half agree on it, and where it is not GitHub's default anyway.
 */
export function learn(repositories: readonly object[]): Layer {
  return common(repositories as readonly Layer[], repositories.length, baseline as Layer) ?? {};
}

function common(layers: readonly Layer[], total: number, below: Layer): Layer | undefined {
  const keys = [...new Set(layers.flatMap(Object.keys))];
  const agreed = keys.flatMap((key): [string, unknown][] => {
    const values = layers.map(layer => layer[key]).filter(value => value !== undefined);
    const value = values.every(isMap)
      ? common(values, total, isMap(below[key]) ? below[key] : {})
      : majority(values, total);
    return value === undefined || JSON.stringify(value) === JSON.stringify(below[key]) ? [] : [[key, value]];
  });
  return agreed.length ? Object.fromEntries(agreed) : undefined;
}

function majority(values: readonly unknown[], total: number): unknown {
  const votes = Map.groupBy(values, value => JSON.stringify(value));
  return [...votes.values()].find(same => same.length > total / 2)?.[0];
}
