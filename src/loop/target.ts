import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { StoredStack } from "../engine/deployment.ts";
import { type Project, stackSetting, WrongUsage, withStackSetting } from "../engine/project.ts";
import { findEngine, type OpenStack, openStack } from "../engine/pulumi.ts";
import type { Rename } from "../engine/rename.ts";
import type { OnProgress } from "../engine/run.ts";
import { exportState } from "../engine/state.ts";
import { urnParts } from "../engine/urn.ts";
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
 * @throws NoEngine or EngineFailed; WrongUsage when the stack holds another organisation.
 */
export async function openTarget(target: Target): Promise<OpenStack> {
  const { project, stack: name, catalogue, organization } = target;
  // An inline program and the provider both read it, and only this process's own environment reaches both.
  process.env.GITHUB_OWNER = organization;
  const program: PulumiFn = githubProgram(catalogue, { organization });
  const options = { project, name, program, engine: await findEngine() };
  const configured = stackSetting(project, name, "github:owner");
  const isConfigured = !configured || configured === organization;
  const environment = isConfigured
    ? {}
    : { PULUMI_OPTION_CONFIG_FILE: withStackSetting(project, name, "github:owner", organization) };
  const open = await openStack({ ...options, environment });
  refuseOther(organization, name, await exportState(open));
  return open;
}

/** A stack's state speaks of one organisation; against another one everything in it would look lost. */
function refuseOther(organization: string, stack: string, { deployment }: StoredStack): void {
  for (const { urn } of deployment.resources ?? []) {
    const { type, name } = urnParts(urn);
    if (type !== "fairway:github:Organization" || name === organization) continue;
    throw new WrongUsage(
      `The stack \`${stack}\` holds the organisation \`${name}\`; give \`${organization}\` a stack of its own and name it with --stack.`,
    );
  }
}

/** The renames that the catalogue declares. */
export function declaredRenames({ repositories }: Catalogue): readonly Rename[] {
  return repositories.flatMap(({ name, formerly }) => (formerly ? [{ from: formerly, to: name }] : []));
}
