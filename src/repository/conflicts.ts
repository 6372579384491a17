import type { Conflict } from "./facet.ts";
import { facets } from "./facets.ts";
import type { Repository } from "./specification.ts";

const checks = Object.values(facets).flatMap((facet): ((spec: Repository) => readonly Conflict[])[] =>
  "check" in facet ? [facet.check as (spec: Repository) => readonly Conflict[]] : [],
);

/** What can't go together in a repository. An archived one is asked for nothing, so nothing in it is at odds. */
export function conflictsOf(repository: Repository): readonly Conflict[] {
  return repository.archived ? [] : checks.flatMap(check => check(repository));
}
