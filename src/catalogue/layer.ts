/** A map of a layer: what it says, key by key. */
export interface Layer {
  readonly [key: string]: unknown;
}

/**
 * What the layers say together, the lowest first: maps merge key by key at every depth, anything else replaces what
 * lies below it, and `null` takes away what lies below it. The result holds no `null` and shares no map with a layer.
 */
export function resolve(layers: readonly Layer[]): Layer {
  return layers.reduce(over, {});
}

/** Lays one layer over what the layers below it came to. */
function over(below: Layer, layer: Layer): Layer {
  const merged = new Map(Object.entries(below));
  for (const [key, value] of Object.entries(layer)) {
    if (value === null) merged.delete(key);
    else if (isMap(value)) merged.set(key, over(asMap(merged.get(key)), value));
    else if (value !== undefined) merged.set(key, value);
  }
  return Object.fromEntries(merged);
}

/** A map, or an empty one in the place of anything else. */
export function asMap(value: unknown): Layer {
  return isMap(value) ? value : {};
}

/** Whether a value merges key by key, rather than replacing what lies below it. */
export function isMap(value: unknown): value is Layer {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
