import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { partOfState, type StoredStack, withPart } from "../engine/deployment.ts";
import { combinedPlan, type Extent, type Plan } from "../engine/plan.ts";
import type { OpenStack } from "../engine/pulumi.ts";
import { among, type Scope } from "../engine/scope.ts";
import { onScratch } from "../engine/scratch.ts";
import { repositoryOf } from "../engine/urn.ts";
import { githubProgram } from "../programs/github.ts";
import type { Target } from "./target.ts";

/** The repositories that the engine is asked about at one time: it takes memory for each thing that it knows of. */
export type Portion = readonly string[];

/**
 * About how many things are in a portion, unless FAIRWAY_PORTION says otherwise: with so few, an engine stays far below a
 * gigabyte.
 */
const most = 900;

/** How many things a repository is taken to have of which nothing is known yet. */
const usual = 18;

/** Of so few repositories an engine takes no memory that is worth any time. */
const few = 10;

/** From how many repositories on this process takes so much memory that the engine has to do with less. */
const many = 400;

/**
 * Lets the engine and its providers give back sooner what they no longer use, at the price of time; whoever has settled this
 * for themselves keeps to that. https://pkg.go.dev/runtime/debug#SetGCPercent
 */
function sparing(portion: Portion, { repositories }: Target["catalogue"]): Record<string, string> {
  const isWorthIt = portion.length > few && repositories.length > many;
  return isWorthIt && process.env.GOGC === undefined ? { GOGC: "50" } : {};
}

/** What is the organisation's own, and no repository. */
export const organizationAlone: Portion = [];

/**
 * An organisation's scope in portions. Each is about what is the organisation's own as well, since every repository may
 * depend on it. Repositories that are declared no more come last.
 * @param made the URNs of what is to be made, where that is known
 */
export function portionsOf(
  { whole, organization, repositories }: Scope,
  state: StoredStack,
  { repositories: all }: Target["catalogue"],
  made: readonly string[] = [],
): readonly Portion[] {
  const urns = new Set([...(state.deployment.resources ?? []).map(({ urn }) => urn), ...made]);
  const sizes = new Map<string, number>();
  for (const urn of urns) {
    const name = repositoryOf(urn);
    if (name !== undefined) sizes.set(name, (sizes.get(name) ?? 0) + 1);
  }
  const known = [...new Set([...all.map(({ name }) => name), ...sizes.keys(), ...repositories])];
  const names = whole ? known : known.filter(name => repositories.has(name));
  if (names.length === 0) return whole || organization ? [organizationAlone] : [];
  return cut(names, name => sizes.get(name) ?? usual);
}

/** Names in their order, in parts of about the same size, none much larger than a portion may be. */
function cut(names: readonly string[], sizeOf: (name: string) => number): readonly Portion[] {
  const total = names.reduce((sum, name) => sum + sizeOf(name), 0);
  const count = Math.ceil(total / size());
  let before = 0;
  const portions = Map.groupBy(names, name => {
    const index = Math.floor((before * count) / total);
    before += sizeOf(name);
    return index;
  });
  return [...portions.values()];
}

function size(): number {
  const given = Number(process.env.FAIRWAY_PORTION);
  return given >= 1 ? given : most;
}

/** What some changes are about. */
export function scopeOfExtent({ made, changed, removed }: Extent): Scope {
  const owners = [...made, ...changed, ...removed].map(repositoryOf);
  const repositories = among(owners.filter(owner => owner !== undefined));
  return { ...repositories, organization: owners.includes(undefined) };
}

/** What the engine would change in a scope: it is asked portion by portion, and all of it is told as one plan. */
export async function planInPortions(
  open: OpenStack,
  { scope, state, target }: { readonly scope: Scope; readonly state: StoredStack; readonly target: Target },
  plan: (scratch: OpenStack, part: StoredStack) => Promise<Plan>,
): Promise<Plan> {
  const plans: Plan[] = [];
  for (const portion of portionsOf(scope, state, target.catalogue))
    plans.push(await onPortion(open, { portion, state, target }, plan));
  return combinedPlan(open.name, plans);
}

/** Runs `use` on a stack that has and declares nothing but the organisation's own and a portion of its repositories. */
export async function onPortion<T>(
  open: OpenStack,
  {
    portion,
    state,
    target,
  }: { readonly portion: Portion; readonly state: StoredStack; readonly target: Target },
  use: (scratch: OpenStack, part: StoredStack) => Promise<T>,
): Promise<T> {
  const part = partOfState(state, isIn(portion));
  const environment = { ...open.environment, ...sparing(portion, target.catalogue) };
  return await onScratch({ ...open, environment, program: portionProgram(portion, target) }, part, scratch =>
    use(scratch, part),
  );
}

/** A state in which a portion is what became of it. */
export function withPortion(state: StoredStack, portion: Portion, after: StoredStack): StoredStack {
  return withPart(state, after, isIn(portion));
}

/** The program that declares the organisation itself, and of its repositories a portion. */
export function portionProgram(portion: Portion, { catalogue, organization }: Target): PulumiFn {
  const names = new Set(portion);
  const repositories = catalogue.repositories.filter(({ name }) => names.has(name));
  return githubProgram({ ...catalogue, repositories }, { organization });
}

/** Whether a URN is of a portion, or of no repository at all. */
export function isIn(portion: Portion): (urn: string) => boolean {
  const names = new Set(portion);
  return urn => {
    const repository = repositoryOf(urn);
    return repository === undefined || names.has(repository);
  };
}
