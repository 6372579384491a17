import { join, relative } from "node:path";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Cluster } from "../cluster/schema.ts";
import { backendDirectory, backendUrl, removeTornAttributes } from "../engine/backend.ts";
import { component } from "../engine/component.ts";
import type { StoredStack } from "../engine/deployment.ts";
import { findEngine } from "../engine/find.ts";
import { type Project, stackFile, stackSetting, WrongUsage, withStackSetting } from "../engine/project.ts";
import { type OpenedStack, openStack } from "../engine/pulumi.ts";
import type { Rename } from "../engine/rename.ts";
import type { OnProgress } from "../engine/run.ts";
import { exportState } from "../engine/state.ts";
import { urnParts } from "../engine/urn.ts";
import { folded, isSameName } from "../github/names.ts";
import { programOf } from "../programs/program.ts";
import { serveProviders } from "../programs/served-providers.ts";

/**
 * Writing the whole state after each object makes a large run many times as long. A run that is killed loses nothing by
 * doing without: the next one takes over what it finds on the cluster, the keys among it.
 */
const ofCluster = { PULUMI_SKIP_CHECKPOINTS: "true" };

/** What a command works on: a catalogue, and the stack that follows it. */
export interface Target {
  readonly project: Project;
  readonly stack: string;
  /** The organisation's login. */
  readonly organization: string;
  readonly catalogue: Catalogue;
  /** Repositories whose keys are to be other ones from now on, where the stack is a cluster's. */
  readonly rotated?: readonly string[];
}

/** How a long piece of work talks to whoever started it. */
export interface Reporting {
  readonly onProgress?: OnProgress | undefined;
  /** A sentence on something done on the way, e.g. a lock that was broken. */
  readonly onNotice?: ((text: string) => void) | undefined;
  /** Stops the work cleanly. */
  readonly signal?: AbortSignal | undefined;
}

/** Where a piece of work takes place, whatever the catalogue says. */
export type Place = Omit<Target, "catalogue" | "rotated">;

/**
 * Opens the target's stack.
 * @throws NoEngine or EngineFailed; WrongUsage when the stack holds another organisation; NoKubeconfig,
 * NoRelease or Unreachable for a cluster's
 */
export async function openTarget({ catalogue, rotated, ...place }: Target): Promise<OpenedStack> {
  const { organization, stack, project } = place;
  const cluster = catalogue.clusters.find(({ name }) => name === stack);
  const { run, judgement } = await programOf({ catalogue, stack, organization, project, rotated });
  const opened = await open(place, run, cluster?.delivery === "direct" ? ofCluster : {});
  refuseOtherKind(place, cluster, opened.state);
  return { ...opened, judgement };
}

/**
 * Makes sure that the stack may hold the organisation, for work that writes before it opens a target.
 * @throws NoEngine or EngineFailed; WrongUsage when the stack holds another organisation.
 */
export async function assertStackFits(place: Place): Promise<void> {
  await openPlace(place);
}

/**
 * Opens the stack to look at its state, or to put another one in its place. It declares nothing.
 * @throws NoEngine or EngineFailed; WrongUsage when the stack holds another organisation
 */
export async function openPlace(place: Place): Promise<OpenedStack> {
  return await open(place, async () => {});
}

async function open(
  place: Place,
  program: PulumiFn,
  more: Readonly<Record<string, string>> = {},
): Promise<OpenedStack> {
  const { project, stack: name, organization } = place;
  // An inline program and the provider both read it, and only this process's own environment reaches both.
  process.env.GITHUB_OWNER = organization;
  const options = { project, name, program, engine: (await findEngine()).serving(serveProviders) };
  if (stackSetting(project, name, "github:baseUrl"))
    throw new WrongUsage(
      `\`github:baseUrl\` in ${relative(project.root, stackFile(project, name))} is for the GitHub provider alone. Take it out, and set GITHUB_BASE_URL instead.`,
    );
  const configured = stackSetting(project, name, "github:owner");
  const isConfigured = !configured || configured === organization;
  const configuration = isConfigured
    ? {}
    : { PULUMI_OPTION_CONFIG_FILE: withStackSetting(project, name, "github:owner", organization) };
  const directory = backendDirectory(backendUrl(project), project);
  if (directory) removeTornAttributes(directory, project.name, name);
  const stack = openStack({ ...options, environment: { ...more, ...configuration } });
  const state = await exportState(stack);
  refuseOther(place, state);
  return { ...stack, state };
}

/** A stack is an organisation's or a cluster's, and remains so: everything of the other would look as if it had to go. */
function refuseOtherKind({ stack }: Place, cluster: Cluster | undefined, { deployment }: StoredStack): void {
  const types = new Set((deployment.resources ?? []).map(({ urn }) => urnParts(urn).type));
  const holdsCluster = types.has(component.clusterBootstrap);
  const forget =
    `To let go of it and leave everything where it is, remove the state alone: ` +
    `pulumi stack rm --force --preserve-config --stack ${stack}`;
  if (cluster && types.has(component.organization))
    throw new WrongUsage(
      `The stack \`${stack}\` holds an organisation, and its file says it is a cluster's.`,
    );
  if (!cluster && (holdsCluster || types.has(component.fleetFiles)))
    throw new WrongUsage(
      `The stack \`${stack}\` holds a cluster, and there is no \`fairway:cluster\` in its file beside this catalogue.\n${forget}`,
    );
  if (cluster?.delivery === "git" && holdsCluster)
    throw new WrongUsage(
      `The stack \`${stack}\` holds its cluster directly, and its file says \`delivery: git\`: all that is declared there would be removed.\n${forget}`,
    );
}

/** A stack's state speaks of one organisation; against another one everything in it would look lost. */
function refuseOther(place: Place, { deployment }: StoredStack): void {
  for (const { urn } of deployment.resources ?? []) {
    const { type, name } = urnParts(urn);
    if (type !== component.organization || name === place.organization) continue;
    throw new WrongUsage(otherOrganization(place, name));
  }
}

function otherOrganization({ project, stack, organization }: Place, held: string): string {
  if (isSameName(held, organization))
    return `The stack \`${stack}\` holds the organisation as \`${held}\`; write its name so.`;
  const path = (file: string) => relative(project.root, file);
  const name = folded(organization);
  return (
    `The stack \`${stack}\` holds the organisation \`${held}\`, and a stack holds one only. To give \`${organization}\` a ` +
    `stack of its own, copy ${path(stackFile(project, stack))} to ${path(join(project.stacks, `Pulumi.${name}.yaml`))}, ` +
    `change \`github:owner\` in it to \`${organization}\`, delete its line \`encryptionsalt\`, and run this again with ` +
    `--stack ${name}. Its repositories belong in a directory of their own: name it with --repos.`
  );
}

/** The renames that the catalogue declares, among them each name from whatever case the state has it in. */
export function declaredRenames({ repositories }: Catalogue): readonly Rename[] {
  return repositories.flatMap(({ name, formerly }) => [
    { from: name, to: name },
    ...(formerly ? [{ from: formerly, to: name }] : []),
  ]);
}
