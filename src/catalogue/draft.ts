import type { z } from "zod";
import { isMap, type Layer } from "./layer.ts";
import type { Problem } from "./problem.ts";
import type { Path, Source } from "./source.ts";
import { standard } from "./standard.ts";

/** A catalogue that was read and is being checked: anything may still stand in its files. */
export interface Draft {
  /** Undefined where it can't be read. */
  readonly standard: Source | undefined;
  /** The entries that can be read, by name. */
  readonly entries: ReadonlyMap<string, Source>;
  /** The names of all entries. */
  readonly names: readonly string[];
}

/** Something that must hold for a catalogue: what is wrong, or nothing. */
export type Rule = (draft: Draft) => readonly Problem[];

/** A layer where it stands: the standard's defaults, an archetype or an entry. */
export interface PlacedLayer {
  readonly source: Source;
  /** Where in the file the layer begins. */
  readonly path: Path;
  readonly layer: Layer;
}

/** All layers of all files. */
export function layers({ standard, entries }: Draft): PlacedLayer[] {
  const whole = [...entries.values()].map(source => placed(source, []));
  if (!standard) return whole;
  const archetypes = Object.keys(at(standard, ["archetypes"]));
  return [
    placed(standard, ["defaults"]),
    ...archetypes.map(name => archetypeLayer(standard, name)),
    ...whole,
  ];
}

/** The layers of one entry, the entry first and the standard's defaults last. */
export function layersOf(source: Source, standard: Source): PlacedLayer[] {
  const { archetype } = at(source, []);
  return [placed(source, []), archetypeLayer(standard, String(archetype)), placed(standard, ["defaults"])];
}

/** A part of the standard, where it is valid by itself. */
export function part<Name extends keyof typeof standard.shape>(
  source: Source | undefined,
  name: Name,
): z.output<(typeof standard.shape)[Name]> | undefined {
  const schema: z.ZodType = standard.shape[name];
  return schema.safeParse(source && at(source, [])[name]).data as ReturnType<typeof part<Name>>;
}

function archetypeLayer(standard: Source, name: string): PlacedLayer {
  return placed(standard, ["archetypes", name]);
}

function placed(source: Source, path: Path): PlacedLayer {
  return { source, path, layer: at(source, path) };
}

/** The map at a path; an empty one where there is none. */
export function at({ value }: Source, path: Path): Layer {
  const found = path.reduce<unknown>((holder, key) => (isMap(holder) ? holder[key] : undefined), value);
  return isMap(found) ? found : {};
}
