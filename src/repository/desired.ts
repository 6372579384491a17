import type { Context, Facet, Kind } from "./facet.ts";
import { facets } from "./facets.ts";
import type { Args, KindName, Resource } from "./resource.ts";
import type { Repository } from "./specification.ts";

// The registry's facets differ in their fields; seen as one list, each takes the whole specification.
const all = Object.values(facets) as unknown as readonly Facet<
  never,
  { readonly [K in KindName]: Kind<K> }
>[];

/** Every kind of thing that a standard repository can have, by name. */
export const kinds = Object.assign({}, ...all.map(facet => facet.kinds)) as {
  readonly [K in KindName]: Kind<K>;
};

/**
 * The whole desired state of one repository, the repository itself first. The one place that says what a standard
 * repository is. An archived repository is asked for nothing but to stay archived.
 */
export function desiredRepository(repository: Repository, context: Context): readonly Resource[] {
  if (repository.archived) return facets.lifecycle.resources?.(repository, context) ?? [];
  const declared = all.flatMap(facet => facet.resources?.(repository as never, context) ?? []);
  return [{ kind: "repository", args: repositoryArgs(repository) }, ...declared];
}

function repositoryArgs(repository: Repository): Args["repository"] {
  const parts = all.map(facet => facet.settings?.(repository as never) ?? {});
  return Object.assign({ name: repository.name, autoInit: true, archived: false }, ...parts);
}
