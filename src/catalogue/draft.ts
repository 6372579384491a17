import type { z } from "zod";
import type { Cluster } from "../cluster/schema.ts";
import { type Tenant, tenant } from "../tenant/schema.ts";
import { isMap, type Layer, resolve } from "./layer.ts";
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
  /** The clusters' stacks that can be read, by name; undefined where clusters are not looked at. */
  readonly stacks: ReadonlyMap<string, Source> | undefined;
  /** The names of all clusters' stacks; undefined where clusters are not looked at. */
  readonly stackNames: readonly string[] | undefined;
  /** What the stacks come to, by name, as far as they are right by themselves. */
  readonly clusters: ReadonlyMap<string, Cluster>;
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

/** A tenant where it stands: in an entry, alone or in a list. */
export interface PlacedTenant {
  /** The entry's name. */
  readonly entry: string;
  readonly source: Source;
  readonly path: Path;
  readonly tenant: Tenant;
}

/** All tenants of all entries that are right by themselves. */
export function tenants({ entries }: Draft): PlacedTenant[] {
  return [...entries].flatMap(([entry, source]) => {
    const { tenant: declared } = at(source, []);
    const list = Array.isArray(declared) ? declared.entries() : [[undefined, declared] as const];
    return [...list].flatMap(([index, value]): PlacedTenant[] => {
      const { data } = tenant.safeParse(isMap(value) ? resolve([value]) : value);
      return data
        ? [{ entry, source, path: ["tenant", ...(index === undefined ? [] : [index])], tenant: data }]
        : [];
    });
  });
}

/** A tenant on one of its clusters. */
export interface Place {
  readonly tenant: PlacedTenant;
  /** The cluster's name, whether or not there is such a cluster. */
  readonly cluster: string;
  readonly stage: string | undefined;
  /** Where the cluster is named. */
  readonly path: Path;
}

/** Everywhere that tenants are placed. */
export function placesOf(tenant: PlacedTenant, { clusters }: Draft): Place[] {
  return tenant.tenant.clusters.map((place, index) => {
    const { name, stage } = typeof place === "string" ? { name: place, stage: undefined } : place;
    const path = [...tenant.path, "clusters", index, ...(typeof place === "string" ? [] : ["name"])];
    return { tenant, cluster: name, stage: stage ?? clusters.get(name)?.stage, path };
  });
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
