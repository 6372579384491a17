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

/** How many repositories are in a portion: with a few dozen things in each, an engine stays far below a gigabyte. */
const most = 50;

/** Of so few repositories an engine takes no memory that is worth any time. */
const few = 10;

/**
 * Lets the engine and its providers give back sooner what they no longer use, at the price of a little time; whoever has
 * settled this for themselves keeps to that. https://pkg.go.dev/runtime/debug#SetGCPercent
 */
function sparing(): Record<string, string> {
  return process.env.GOGC === undefined ? { GOGC: "50" } : {};
}

/** What is the organisation's own, and no repository. */
export const organizationAlone: Portion = [];

/**
 * An organisation's scope in portions. Each is about what is the organisation's own as well, since every repository may
 * depend on it. Repositories that are declared no more come last.
 */
export function portionsOf(
  { whole, organization, repositories }: Scope,
  state: StoredStack,
  { repositories: all }: Target["catalogue"],
): readonly Portion[] {
  const declared = all.map(({ name }) => name);
  const stored = (state.deployment.resources ?? []).flatMap(({ urn }) => repositoryOf(urn) ?? []);
  const known = [...new Set([...declared, ...stored, ...repositories])];
  const names = whole ? known : known.filter(name => repositories.has(name));
  if (names.length === 0) return whole || organization ? [organizationAlone] : [];
  const count = Math.ceil(names.length / most);
  return Array.from({ length: count }, (_, index) => names.slice(index * most, (index + 1) * most));
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
  const environment = { ...open.environment, ...(portion.length > few ? sparing() : {}) };
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
