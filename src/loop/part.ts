import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { StoredResource, StoredStack } from "../engine/deployment.ts";
import type { Extent } from "../engine/plan.ts";
import { type OpenStack, partOf } from "../engine/pulumi.ts";
import type { Scope } from "../engine/scope.ts";
import { repositoryOf, subjectOf } from "../engine/urn.ts";
import { isCluster } from "./is-cluster.ts";
import { portionProgram } from "./portion.ts";
import type { Target } from "./target.ts";

/** As many as fit on the engine's command line, on every system. */
const mostTargets = 1000;

/** What decides over everything in a repository: a private one cannot be what a public one was, CodeQL needs Advanced Security. */
const deciding: ReadonlySet<string> = new Set(["repository", "lifecycle", "securityFeatures"]);

/**
 * The stack for a run that carries out a plan and is about nothing outside its scope. It is the whole stack where the scope
 * is too large for the engine's command line.
 * @param except URNs in it that are left alone
 */
export function scopedPart(
  open: OpenStack,
  { scope, start, extent }: Scoped,
  target: Target,
  except: readonly string[] = [],
): OpenStack {
  const left = new Set(except);
  const known = resourcesOf(start)
    .map(urnOf)
    .filter(urn => scope.repositories.has(repositoryOf(urn) ?? ""));
  const targets = [...new Set([...known, ...extent.made])].filter(urn => !left.has(urn));
  if (scope.whole || scope.organization || targets.length === 0 || targets.length > mostTargets) return open;
  return partOf(open, { urns: targets, program: portionProgram([...scope.repositories], target) });
}

/** A plan for a scope, and the state that it begins with. */
export interface Scoped {
  readonly scope: Scope;
  readonly start: StoredStack;
  readonly extent: Extent;
}

/**
 * The stack for a run that does what a plan says, and looks at nothing else. It is the whole stack where the plan makes
 * something that the state does not know, since the engine refuses to look at that.
 * @param program declares at least these things; one of their repositories, where it is absent
 */
export function changedPart(
  open: OpenStack,
  state: StoredStack,
  { made, changed, removed }: Extent,
  target: Target,
  program?: PulumiFn,
): OpenStack {
  return part(open, state, [...made, ...changed, ...removed, ...dependentsOf(made, state)], target, program);
}

/**
 * The stack for another look at what a plan has changed. Where that decides over what else a repository can have, it takes
 * in everything in the repository.
 */
export function affectedPart(
  open: OpenStack,
  state: StoredStack,
  { made, changed }: Extent,
  target: Target,
  program?: PulumiFn,
): OpenStack {
  const touched = new Set([...made, ...changed]);
  const whole = new Set([...touched].filter(isDeciding).map(repositoryOf));
  const isAffected = (urn: string) => touched.has(urn) || whole.has(repositoryOf(urn));
  return part(open, state, resourcesOf(state).map(urnOf).filter(isAffected), target, program);
}

/**
 * What depends on things that are gone. When the engine sees that they are, it takes them out of all dependencies; only what
 * it registers anew depends on what is made in their place.
 */
export function dependentsOf(gone: readonly string[], state: StoredStack): readonly string[] {
  const isGone = new Set(gone);
  return resourcesOf(state)
    .filter(({ dependencies = [] }) => dependencies.some(urn => isGone.has(urn)))
    .map(urnOf);
}

function part(
  open: OpenStack,
  state: StoredStack,
  urns: readonly string[],
  target: Target,
  program: PulumiFn = programFor(urns, target),
): OpenStack {
  const targets = [...new Set(urns)];
  const known = new Set(resourcesOf(state).map(urnOf));
  // A cluster's objects depend on each other throughout.
  const isFit =
    !isCluster(target) &&
    targets.length > 0 &&
    targets.length <= mostTargets &&
    targets.every(urn => known.has(urn));
  return isFit ? partOf(open, { urns: targets, program }) : open;
}

/**
 * A program that declares the repositories that the URNs are about. Every repository may depend on what is the
 * organisation's own, and the engine refuses a run in which a target's dependents are not declared; then it declares all.
 */
function programFor(urns: readonly string[], target: Target): PulumiFn {
  const owners = new Set(urns.map(repositoryOf));
  const all = target.catalogue.repositories.map(({ name }) => name);
  return portionProgram(owners.has(undefined) ? all : all.filter(name => owners.has(name)), target);
}

function resourcesOf({ deployment }: StoredStack): readonly StoredResource[] {
  return deployment.resources ?? [];
}

function urnOf({ urn }: StoredResource): string {
  return urn;
}

function isDeciding(urn: string): boolean {
  return deciding.has(subjectOf(urn).kind);
}
