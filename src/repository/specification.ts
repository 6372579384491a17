import { z } from "zod";
import { facets } from "./facets.ts";

type Facets = typeof facets;
type Fields = UnionToIntersection<Facets[keyof Facets]["fields"]>;
type UnionToIntersection<U> = (U extends unknown ? (of: U) => void : never) extends (of: infer I) => void
  ? I
  : never;

/** Everything that can be said of a repository, resolved: what every facet's `settings` and `resources` start from. */
export const specification = z.strictObject(
  Object.assign({}, ...Object.values(facets).map(({ fields }) => fields)) as Fields,
);

export type Specification = z.output<typeof specification>;

/** A repository of the catalogue: its name, its archetype, and all that its layers say of it. */
export type Repository = Specification & { readonly name: string; readonly archetype: string };

/** What GitHub gives a new repository where no layer says anything: the lowest layer. */
export const baseline: Partial<Specification> = Object.assign(
  {},
  ...Object.values(facets).map(facet => ("baseline" in facet ? facet.baseline : {})),
);
