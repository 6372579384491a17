import type { EngineEvent, StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { isComponent } from "./component.ts";
import { addDiagnostic, type Diagnostic, diagnosticOf } from "./diagnostic.ts";
import { type PropertyChange, propertiesOfNew, propertyChanges } from "./properties.ts";
import { compareSubjects, type Subject, subjectOf, urnParts } from "./urn.ts";

export type Action = "create" | "update" | "replace" | "delete" | "import";

/** What a deletion from the state does to the thing itself. */
export type Effect = "archived" | "deleted" | "forgotten";

/** One thing that a run changes, or has changed. */
export interface Change extends Subject {
  readonly action: Action;
  /** Only with `delete`. */
  readonly effect?: Effect;
  /** Only with `create`, of a repository: the state knows it, and GitHub does not any more. It comes to be anew, and empty. */
  readonly lost?: true;
  readonly properties: readonly PropertyChange[];
}

/** The URNs of what a run is about, components included: what it takes to keep another run to a part of it. */
export interface Extent {
  /** What it makes: new things, and those that are gone from the live world. */
  readonly made: readonly string[];
  readonly changed: readonly string[];
  /** What it takes out of the state. */
  readonly removed: readonly string[];
}

/** What a run of the engine changes; components, providers and the stack itself do not count. */
export interface Plan {
  readonly stack: string;
  readonly changes: readonly Change[];
  readonly extent: Extent;
  /** How many things stay as they are. */
  readonly same: number;
  readonly diagnostics: readonly Diagnostic[];
}

interface Step {
  readonly change: Change;
  /** What becomes of the thing where the step removes it. */
  readonly effect: Effect;
  /** Whether the step puts its repository into the archive. */
  readonly archives: boolean;
}

/** What a finished run has changed. */
export interface Outcome extends Plan {
  /** Changes that were tried and refused. */
  readonly failed: readonly Change[];
}

/** A step that replaces is several operations for the engine and one change for everybody else. */
const actions: Readonly<Record<string, Action>> = {
  create: "create",
  update: "update",
  delete: "delete",
  replace: "replace",
  "create-replacement": "replace",
  "delete-replaced": "replace",
  import: "import",
  "import-replacement": "replace",
};

/** Steps that leave a thing as it is, or only look at it. */
const idle: ReadonlySet<string> = new Set(["same", "read", "refresh"]);

/** A resource as a program makes it. */
export interface Declaration {
  readonly urn: string;
  readonly inputs: object;
}

/** The plan that makes all that is declared. */
export function creationPlan(stack: string, declared: readonly Declaration[]): Plan {
  const things = declared.filter(({ urn }) => !isComponent(urnParts(urn).type));
  const changes = things.map(
    ({ urn, inputs }): Change => ({
      ...subjectOf(urn),
      action: "create",
      properties: propertiesOfNew(inputs),
    }),
  );
  const extent = { made: declared.map(({ urn }) => urn), changed: [], removed: [] };
  return { stack, changes: changes.sort(compareSubjects), extent, same: 0, diagnostics: [] };
}

/** What several runs are going to change together. Some of them may tell of the same. */
export function combinedPlan(stack: string, plans: readonly Plan[]): Plan {
  const changes = new Map(plans.flatMap(plan => plan.changes).map(change => [nameOf(change), change]));
  const diagnostics: Diagnostic[] = [];
  for (const diagnostic of plans.flatMap(plan => plan.diagnostics)) addDiagnostic(diagnostics, diagnostic);
  const urns = (of: keyof Extent) => [...new Set(plans.flatMap(({ extent }) => extent[of]))];
  return {
    stack,
    changes: [...changes.values()].sort(compareSubjects),
    extent: { made: urns("made"), changed: urns("changed"), removed: urns("removed") },
    same: plans.reduce((sum, { same }) => sum + same, 0),
    diagnostics,
  };
}

/** What several runs have changed together. */
export function combinedOutcome(stack: string, outcomes: readonly Outcome[]): Outcome {
  const failed = new Map(outcomes.flatMap(outcome => outcome.failed).map(change => [nameOf(change), change]));
  return { ...combinedPlan(stack, outcomes), failed: [...failed.values()].sort(compareSubjects) };
}

function nameOf({ repository, organization, cluster, kind, key, action }: Change): string {
  return JSON.stringify([repository, organization, cluster, kind, key, action]);
}

/** Reads the engine's events as they come, and tells the plan in the end. */
export class Planner {
  readonly #steps = new Map<string, Step>();
  readonly #same = new Set<string>();
  readonly #extent = {
    made: new Set<string>(),
    changed: new Set<string>(),
    removed: new Set<string>(),
  };
  readonly #finished = new Set<string>();
  readonly #failed = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];

  /** Takes in one event of the engine. Answers the URN of the thing that it reports as finished, if it does. */
  add(event: EngineEvent): string | undefined {
    if (event.resourcePreEvent) this.#step(event.resourcePreEvent.metadata);
    if (event.diagnosticEvent) addDiagnostic(this.#diagnostics, diagnosticOf(event.diagnosticEvent));
    if (event.resOpFailedEvent) this.#failed.add(event.resOpFailedEvent.metadata.urn);
    const metadata = event.resOutputsEvent?.metadata;
    if (!metadata || !isThing(metadata)) return undefined;
    if (metadata.op !== "refresh") this.#finished.add(metadata.urn);
    return metadata.urn;
  }

  /** What the run is going to change, as far as the engine has told. */
  plan(stack: string): Plan {
    return { ...this.#common(stack), changes: changesOf([...this.#steps.values()]) };
  }

  /** What the run has changed, and what it could not. */
  outcome(stack: string): Outcome {
    const among = (urns: ReadonlySet<string>) =>
      changesOf([...this.#steps].flatMap(([urn, step]) => (urns.has(urn) ? [step] : [])));
    return { ...this.#common(stack), changes: among(this.#finished), failed: among(this.#failed) };
  }

  #common(stack: string): Omit<Plan, "changes"> {
    const { made, changed, removed } = this.#extent;
    const extent = { made: [...made], changed: [...changed], removed: [...removed] };
    return { stack, extent, same: this.#same.size, diagnostics: this.#diagnostics };
  }

  #extend({ urn, op }: StepEventMetadata): void {
    if (op === "create") this.#extent.made.add(urn);
    else if (op === "delete") this.#extent.removed.add(urn);
    else if (!idle.has(op)) this.#extent.changed.add(urn);
  }

  #step(metadata: StepEventMetadata): void {
    this.#extend(metadata);
    if (!isThing(metadata)) return;
    if (metadata.op === "same") this.#same.add(metadata.urn);
    const action = actions[metadata.op];
    const known = this.#steps.get(metadata.urn);
    // The creating half of a replacement is the one that tells what differs.
    if (!action || (known && metadata.op === "delete-replaced")) return;
    const change = { ...subjectOf(metadata.urn), action, properties: propertyChanges(metadata) };
    // The metadata itself holds all of the thing twice, too much to be kept of each.
    const archives = change.kind === "lifecycle" && metadata.new?.inputs?.archived === true;
    this.#steps.set(metadata.urn, { change, effect: effectOf(change, metadata), archives });
  }
}

/** Whether a step is about something in the world, and not about a component, a provider or the stack. */
function isThing({ type, old, new: wanted }: StepEventMetadata): boolean {
  return Boolean((wanted ?? old)?.custom) && !type.startsWith("pulumi:");
}

/** The changes in the order of what they are about; the engine's own order differs from run to run. */
function changesOf(steps: readonly Step[]): readonly Change[] {
  return [...foldRemovals(steps)].sort(compareSubjects);
}

/**
 * Tells the removal of a repository as one change. Its lifecycle knows what becomes of it: archived or deleted. All other
 * resources of the repository only leave the state, since they go, or stay, with it.
 */
function foldRemovals(steps: readonly Step[]): readonly Change[] {
  const removed = new Map<string, Effect>();
  for (const { change, effect, archives } of steps) {
    const { repository, kind, action } = change;
    if (!repository) continue;
    // An entry that says `archived: true` keeps nothing of the repository but its lifecycle.
    if (archives) removed.set(repository, "archived");
    if (action !== "delete") continue;
    if (kind === "lifecycle") removed.set(repository, effect);
    if (kind === "repository" && !removed.has(repository)) removed.set(repository, effect);
  }
  const folded = new Set<string>();
  return steps.flatMap(({ change, effect: own }) => {
    if (change.action !== "delete") return [change];
    const { repository } = change;
    const effect = repository === undefined ? undefined : removed.get(repository);
    if (!repository || !effect) return [{ ...change, effect: own }];
    if (folded.has(repository)) return [];
    folded.add(repository);
    return [{ repository, kind: "repository", action: "delete", effect, properties: [] }];
  });
}

function effectOf({ kind }: Change, { old }: StepEventMetadata): Effect {
  if (kind === "lifecycle") return old?.inputs?.deletion === "permanent" ? "deleted" : "archived";
  return old && "retainOnDelete" in old && old.retainOnDelete ? "forgotten" : "deleted";
}
