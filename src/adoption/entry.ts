import { type Layer, resolve } from "../catalogue/layer.ts";
import { archetypeFields, type Standard } from "../catalogue/standard.ts";
import type { LiveRepository } from "../github/live-repository.ts";
import { repositoryOf } from "../repository/desired-state.ts";
import type { Context } from "../repository/facet.ts";
import { observe } from "../repository/observe.ts";
import { baseline } from "../repository/specification.ts";
import { count, deviations } from "./deviations.ts";

/** An entry to be written. */
export interface NewEntry {
  readonly name: string;
  readonly archetype: string;
  /** What it says over its archetype. */
  readonly layer: Layer;
}

/** The entry of a live repository, of the archetype that leaves it the least to say. */
export async function entryOf(live: LiveRepository, standard: Standard, context: Context): Promise<NewEntry> {
  const candidates = await Promise.all(
    Object.entries(standard.archetypes).map(async ([archetype, fields]): Promise<NewEntry> => {
      const below = [baseline as Layer, standard.defaults, archetypeFields(fields)];
      const observed = await observe(live, repositoryOf(live.name, resolve(below)));
      return { name: live.name, archetype, layer: deviations(live.name, observed, below, context) };
    }),
  );
  const [best] = candidates.sort((one, other) => count(one.layer) - count(other.layer));
  if (!best) throw new Error("The standard has no archetypes.");
  return best;
}
