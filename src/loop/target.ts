import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Project } from "../engine/project.ts";
import { findEngine, type OpenStack, openStack } from "../engine/pulumi.ts";
import type { Rename } from "../engine/rename.ts";
import type { OnProgress } from "../engine/run.ts";
import { githubProgram } from "../programs/github.ts";

/** What a command works on: a catalogue, and the stack that follows it. */
export interface Target {
  readonly project: Project;
  readonly stack: string;
  /** The organisation's login. */
  readonly organization: string;
  readonly catalogue: Catalogue;
}

/** How a long piece of work talks to whoever started it. */
export interface Reporting {
  readonly onProgress?: OnProgress | undefined;
  /** A sentence on something done on the way, e.g. a lock that was broken. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Stops the work cleanly. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * Opens the target's stack.
 * @throws NoEngine or EngineFailed
 */
export async function openTarget(target: Target): Promise<OpenStack> {
  const { project, stack: name, catalogue, organization } = target;
  // An inline program and the provider both read it, and only this process's own environment reaches both.
  process.env.GITHUB_OWNER = organization;
  const program: PulumiFn = githubProgram(catalogue, { organization });
  return await openStack({ project, name, program, engine: await findEngine() });
}

/** The renames that the catalogue declares. */
export function declaredRenames({ repositories }: Catalogue): readonly Rename[] {
  return repositories.flatMap(({ name, formerly }) => (formerly ? [{ from: formerly, to: name }] : []));
}
