import { isDeepStrictEqual } from "node:util";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { organizationStack } from "../engine/project.ts";
import { placements } from "../tenant/placement.ts";

/** What is otherwise in one catalogue than in another, as far as anything is made of it. */
export interface CatalogueChange {
  /** Whether it is the organisation's own: its teams, properties and the like. */
  readonly organization: boolean;
  /** The names of repositories of which something else is declared now, or nothing any more. */
  readonly repositories: ReadonlySet<string>;
  /** The names of clusters of which that is so, those among them that a tenant's change concerns. */
  readonly clusters: ReadonlySet<string>;
}

/** What a change touches, or that it may touch anything, and why. */
export type Touched = CatalogueChange | { readonly everything: string };

/** Layers are told apart by what they come to: a change of the standard concerns the repositories that have it so. */
export function changeBetween(before: Catalogue, after: Catalogue): CatalogueChange {
  return {
    organization: !isDeepStrictEqual(ofOrganization(before), ofOrganization(after)),
    repositories: otherwise(named(before.repositories), named(after.repositories)),
    clusters: new Set([
      ...otherwise(named(before.clusters), named(after.clusters)),
      ...otherwise(tenantsOf(before), tenantsOf(after)),
    ]),
  };
}

/** Whether a change concerns a stack: one of the clusters, or else the organisation's. */
export function isTouched(stack: string, touched: Touched): boolean {
  if ("everything" in touched || touched.clusters.has(stack)) return true;
  return stack === organizationStack && (touched.organization || touched.repositories.size > 0);
}

function ofOrganization({ standard }: Catalogue): unknown {
  const {
    defaults: _defaults,
    archetypes: _archetypes,
    clusters: _clusters,
    gates: _gates,
    scaffolding: _scaffolding,
    ...own
  } = standard;
  return own;
}

function named<T extends { readonly name: string }>(things: readonly T[]): ReadonlyMap<string, T> {
  return new Map(things.map(thing => [thing.name, thing]));
}

/** The tenants of each cluster, with the stages and branches that they follow. */
function tenantsOf(catalogue: Catalogue): ReadonlyMap<string, unknown> {
  const { teams, stages } = catalogue.standard;
  return new Map(
    [...Map.groupBy(placements(catalogue), ({ cluster }) => cluster.name)].map(([name, tenants]) => [
      name,
      { teams, stages, tenants: tenants.map(({ cluster: _, ...placement }) => placement) },
    ]),
  );
}

function otherwise(before: ReadonlyMap<string, unknown>, after: ReadonlyMap<string, unknown>): Set<string> {
  const names = new Set([...before.keys(), ...after.keys()]);
  return new Set([...names].filter(name => !isDeepStrictEqual(before.get(name), after.get(name))));
}
