import { LocalWorkspace, type PulumiFn, Stack } from "@pulumi/pulumi/automation/index.js";
import { type EngineCommand, isMissing } from "./command.ts";
import { withConnectionsClosed } from "./connections.ts";
import type { StoredStack } from "./deployment.ts";
import type { Declaration } from "./plan.ts";
import type { Project } from "./project.ts";
import type { PropertyChange } from "./properties.ts";
import { quiet } from "./quiet-program.ts";
import type { Scope } from "./scope.ts";

export interface StackOptions {
  readonly project: Project;
  readonly name: string;
  readonly program: PulumiFn;
  readonly engine: EngineCommand;
  /** Environment of the engine and its plugins, on top of this process's. */
  readonly environment?: Record<string, string>;
}

/** What a stack is used for here. */
export type RunnableStack = Pick<Stack, "name" | "preview" | "up">;

/** A stack that the engine can work on. */
export interface OpenStack extends StackOptions {
  readonly stack: RunnableStack;
  /** Makes sure that the stack is there; every run does so by itself. */
  readonly select: () => Promise<unknown>;
}

/** A stack with the state that it had when it was opened. */
export interface OpenedStack extends OpenStack {
  readonly state: StoredStack;
  readonly judgement?: Judgement | undefined;
}

/** What is all new in a scope. */
export interface Creations {
  /** What the organisation's own is made of; empty where some of it is there, or nothing of it is wanted. */
  readonly organization: readonly Declaration[];
  /** What each repository is made of; those that can't be told of are left out. */
  readonly repositories: ReadonlyMap<string, readonly Declaration[]>;
}

/** What can be told of a stack's state without the engine, which takes its time for each thing. */
export interface Judgement {
  /**
   * Of what in the state is not just what the program declares; where that can't be told, it is not.
   * @param readable the same state with its secrets in clear
   */
  differing(state: StoredStack, readable: () => Promise<StoredStack>): Promise<Scope>;
  /**
   * What making things takes of which a state knows nothing, as far as the program alone can tell: whether the providers take
   * it only the engine knows.
   */
  creations?(scope: Scope, state: StoredStack): Promise<Creations>;
  /** The state with what has become of it in the live world, or the very same where all is as the last run left it. */
  refreshed?(state: StoredStack): Promise<StoredStack>;
  /** Which of these URNs, none of them in the state, are in the live world already, and what declaring them would change. */
  existing?(urns: readonly string[]): Promise<ReadonlyMap<string, readonly PropertyChange[]>>;
}

/**
 * A stack of the project with an inline program. Before the engine works on it the first time, it is created in the state
 * backend when it is not there yet.
 * @throws EngineFailed, from whatever is done with it, when the backend can't be reached or refuses
 */
export function openStack(options: StackOptions): OpenStack {
  let selected: Promise<Stack> | undefined;
  const select = () => {
    selected ??= selectOrCreate(options);
    return selected;
  };
  const whole = quiet(options.program);
  const withProgram = <Run extends { program?: PulumiFn }, T>(
    run: Run | undefined,
    use: (run: Run & { program: PulumiFn }) => Promise<T>,
  ) => withConnectionsClosed(run?.program ?? whole, program => use({ ...(run as Run), program }));
  const stack: RunnableStack = {
    name: options.name,
    preview: run => withProgram(run, async options => await (await select()).preview(options)),
    up: run => withProgram(run, async options => await (await select()).up(options)),
  };
  return { ...options, stack, select };
}

/** A part of a stack. */
export interface Part {
  /** The URNs of what belongs to it; each is in the state or declared by the program. */
  readonly urns: readonly string[];
  /** Declares at least these things, and what they depend on. */
  readonly program: PulumiFn;
}

/**
 * The same stack for runs that look at a part of it and change nothing else. The engine leaves alone what is no target, also
 * what the part's program does not declare; so program and targets only go together.
 * https://www.pulumi.com/docs/iac/concepts/targeted-updates/
 */
export function partOf(open: OpenStack, { urns, program }: Part): OpenStack {
  // Without a target the engine would go for everything, and take what the program does not declare away.
  if (urns.length === 0) throw new Error("A part of a stack needs something that belongs to it.");
  const only = { target: [...urns], program: quiet(program) };
  const { name } = open.stack;
  return {
    ...open,
    stack: {
      name,
      preview: options => open.stack.preview({ ...options, ...only }),
      up: options => open.stack.up({ ...options, ...only }),
    },
  };
}

async function selectOrCreate({ project, name, engine, environment = {} }: StackOptions) {
  const workspace = await LocalWorkspace.create({
    workDir: project.root,
    pulumiCommand: engine,
    envVars: environment,
  });
  try {
    return await Stack.select(name, workspace);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return await Stack.create(name, workspace);
  }
}
