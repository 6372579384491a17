import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as kubernetes from "@pulumi/kubernetes";
import {
  type EngineEvent,
  LocalWorkspace,
  type OpMap,
  type PulumiFn,
  type Stack,
} from "@pulumi/pulumi/automation/index.js";
import { environmentOf } from "../../sandbox/environment.ts";
import { findEngine } from "../../src/engine/find.ts";

/** Declares what a cluster has, for the provider that leads there. */
export type ClusterProgram = (provider: kubernetes.Provider) => unknown;

/** What an operation did, and what was said meanwhile. */
export interface Outcome {
  /** Numbers of resources by operation, without the provider and the stack themselves where they stay the same. */
  readonly changes: OpMap;
  /** The engine's diagnostics. */
  readonly said: string;
  /** Every path in which a resource was, or is to be, changed. */
  readonly paths: readonly string[];
}

/** A stack of one cluster in a state backend of its own, driven by the real engine. */
export class KubernetesStack {
  readonly #folder = mkdtempSync(join(tmpdir(), "fairway-kubernetes-"));
  /** Which cluster, and how the provider treats it. */
  settings: kubernetes.ProviderArgs;
  #stack: Stack | undefined;

  constructor(settings: kubernetes.ProviderArgs) {
    this.settings = settings;
  }

  async preview(program: ClusterProgram, options: { readonly refresh?: boolean } = {}): Promise<Outcome> {
    const stack = await this.#open(program);
    return await outcome(async onEvent => (await stack.preview({ onEvent, ...options })).changeSummary);
  }

  async up(program: ClusterProgram, options: { readonly refresh?: boolean } = {}): Promise<Outcome> {
    const stack = await this.#open(program);
    return await outcome(
      async onEvent => (await stack.up({ onEvent, ...options })).summary.resourceChanges ?? {},
    );
  }

  async refresh(): Promise<Outcome> {
    const stack = await this.#open();
    return await outcome(async onEvent => (await stack.refresh({ onEvent })).summary.resourceChanges ?? {});
  }

  async destroy(): Promise<Outcome> {
    const stack = await this.#open();
    return await outcome(async onEvent => (await stack.destroy({ onEvent })).summary.resourceChanges ?? {});
  }

  /** What the state has of a type. */
  async resources(type: string): Promise<readonly { readonly id?: string }[]> {
    const { deployment } = await (await this.#open()).exportStack();
    const { resources = [] }: { resources?: readonly { readonly type: string; readonly id?: string }[] } =
      deployment;
    return resources.filter(resource => resource.type === type);
  }

  /** Everything that the backend has written, secrets as it keeps them. */
  files(): string {
    const folder = join(this.#folder, "state");
    return readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter(entry => entry.isFile())
      .map(entry => readFileSync(join(entry.parentPath, entry.name), "utf8"))
      .join("");
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }

  async #open(program?: ClusterProgram): Promise<Stack> {
    this.#stack ??= await this.#create();
    this.#stack.workspace.program = (async () => {
      const provider = new kubernetes.Provider("cluster", this.settings);
      await program?.(provider);
    }) satisfies PulumiFn;
    return this.#stack;
  }

  async #create(): Promise<Stack> {
    const folder = (name: string) => join(this.#folder, name);
    mkdirSync(folder("project"));
    // No program of this stack has anything to do with GitHub.
    const github = { url: "http://127.0.0.1:9", token: "none", organization: "acme" };
    const places = { state: folder("state"), pulumiHome: folder("home") };
    const envVars = await environmentOf({ ...github, ...places });
    const options = { workDir: folder("project"), envVars, pulumiCommand: await findEngine() };
    const stack = { projectName: "kubernetes", stackName: "cluster", program: async () => {} };
    return await LocalWorkspace.createStack(stack, options);
  }
}

async function outcome(
  operation: (onEvent: (event: EngineEvent) => void) => Promise<OpMap>,
): Promise<Outcome> {
  const events: EngineEvent[] = [];
  const said = () =>
    events
      .map(({ diagnosticEvent }) => diagnosticEvent)
      .filter(event => event && (event.severity as string) !== "debug")
      .map(event => event?.message)
      .join("");
  try {
    const changes = await operation(event => events.push(event));
    return { changes, said: said(), paths: changedPaths(events) };
  } catch (error) {
    throw new Error(said() || String(error), { cause: error });
  }
}

function changedPaths(events: readonly EngineEvent[]): readonly string[] {
  const steps = events.map(event => (event.resourcePreEvent ?? event.resOutputsEvent)?.metadata);
  return [...new Set(steps.flatMap(step => Object.keys(step?.detailedDiff ?? {})))];
}
