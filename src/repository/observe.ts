import type { LiveRepository } from "../github/live-repository.ts";
import type { Facet, Kind } from "./facet.ts";
import { facets } from "./facets.ts";
import type { KindName } from "./resource.ts";
import type { Specification } from "./specification.ts";

const all = Object.values(facets) as unknown as readonly Facet<
  never,
  { readonly [K in KindName]: Kind<K> }
>[];

/**
 * A live repository in an entry's words, complete: laid over GitHub's defaults it declares just what is there. Things
 * that Fairway only adds to are told as far as `declared` names them. An archived repository is that and nothing else.
 */
export async function observe(
  live: LiveRepository,
  declared: Specification,
): Promise<Partial<Specification>> {
  if ((await live.settings)?.archived) return { archived: true };
  const parts = await Promise.all(
    all.map(facet => facet.observe(live, { ...declared, name: live.name } as never)),
  );
  return Object.assign({}, ...parts);
}
