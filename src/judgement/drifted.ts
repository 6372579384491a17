import { isDeepStrictEqual } from "node:util";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { asMap, isMap, type Layer, resolve } from "../catalogue/layer.ts";
import type { Scope } from "../engine/scope.ts";
import type { BulkLook } from "../github/bulk-look.ts";
import type { LiveOrganization } from "../github/live-organization.ts";
import { folded } from "../github/names.ts";
import { type DesiredOrganization, desiredOrganization } from "../organization/desired.ts";
import { observeOrganization } from "../organization/observe.ts";
import { desiredRepository, kinds } from "../repository/desired.ts";
import { repositoryOf, symbolicContext, unordered } from "../repository/desired-state.ts";
import type { Context } from "../repository/facet.ts";
import { observe } from "../repository/observe.ts";
import { nameInRepository } from "../repository/resource.ts";
import { baseline, type Repository, type Specification } from "../repository/specification.ts";
import { withoutInherited } from "./inherited-grants.ts";
import { lasting } from "./lasting.ts";

/**
 * Where a bulk look finds the live world otherwise than it is declared, or can't tell. It may find more than the engine
 * then does, and never less of what it tells of (`inBulk`, but for `notInBulk`).
 */
export async function driftedIn(
  look: BulkLook,
  live: LiveOrganization,
  { repositories, standard }: Pick<Catalogue, "repositories" | "standard">,
): Promise<Scope> {
  const context = symbolicContext(live.name, standard);
  const parents = new Map((await live.teams).map(({ name, parent }) => [folded(name), parent?.name]));
  const drifted = new Set<string>();
  for (const repository of repositories) {
    const name = folded(repository.name);
    const found = look.repositories.get(name);
    if (!found || look.unclear.has(name)) {
      drifted.add(repository.name);
      continue;
    }
    const isHeld = observe(found, repository).then(observed => {
      const { access } = observed;
      const direct = access && { ...access, teams: withoutInherited(access.teams, repository, parents) };
      const seen = asDeclared(repository, direct ? { ...observed, access: direct } : observed);
      return holds(repository, seen, context);
    });
    // What no entry could say somebody has made by hand: a look of its own tells what of it matters.
    if (!(await isHeld.catch(() => false))) drifted.add(repository.name);
  }
  const desired = desiredOrganization(live.name, standard);
  const organization = !sameOrganization(desired, await observeOrganization(live, standard));
  return { whole: false, organization, repositories: drifted };
}

/** A repository as it was observed, in the words of a declared one; what nothing at GitHub tells is as declared. */
function asDeclared({ name, deletion }: Repository, observed: Partial<Specification>): Repository {
  return repositoryOf(name, resolve([baseline as Layer, { deletion }, observed as Layer]));
}

/** Whether all that is declared, of the kinds that are told in bulk, is there just so. */
function holds(declared: Repository, seen: Repository, context: Context): boolean {
  const found = new Map(
    desiredRepository(seen, context).map(resource => [nameInRepository(resource), resource.args]),
  );
  return desiredRepository(declared, context)
    .filter(({ kind }) => kinds[kind].inBulk)
    .every(resource => {
      const { initial, complete } = kinds[resource.kind];
      const there = found.get(nameInRepository(resource));
      return complete ? isSame(resource.args, there) : hasAll(lasting(resource.args, initial), there);
    });
}

/** What is not declared of a thing, or of one of its rules, is left as it is; a rule more or less is a difference. */
function hasAll(declared: unknown, found: unknown): boolean {
  return Object.entries(asMap(declared)).every(([name, value]) => isSame(value, asMap(found)[name]));
}

function isSame(declared: unknown, found: unknown): boolean {
  if (!isMap(declared)) return isDeepStrictEqual(unordered(declared), unordered(found));
  const names = Object.keys(declared);
  return (
    names.length === Object.keys(asMap(found)).length &&
    names.every(name => {
      const value = declared[name];
      const there = asMap(found)[name];
      return isMap(value) ? hasAll(value, there) : isSame(value, there);
    })
  );
}

function sameOrganization(one: DesiredOrganization, other: DesiredOrganization): boolean {
  return isDeepStrictEqual(unordered({ ...one }), unordered({ ...other }));
}
