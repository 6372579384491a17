import { type Command, InvalidArgumentError, Option } from "commander";
import { type Catalogue, loadCatalogue } from "../catalogue/catalogue.ts";
import { suggestion } from "../catalogue/nearest.ts";
import {
  clusterStacks,
  findProject,
  organizationOf,
  organizationStack,
  ownCatalogue,
  stackFile,
  WrongUsage,
} from "../engine/project.ts";
import { beginReadable } from "../engine/readable-state.ts";
import type { Target } from "../loop/target.ts";
import { wavesOf } from "../loop/waves.ts";

/** Options that say in which place a command works. */
export interface PlaceOptions {
  readonly stack: string;
  readonly repos?: string;
  readonly organization?: string;
}

/** Options that say which stacks a command works on. */
export interface StacksOptions extends Omit<PlaceOptions, "stack"> {
  readonly stack?: readonly string[];
  readonly stage?: string;
  readonly all?: boolean;
}

/** Adds the options that every command on one stack has. */
export function withPlace(command: Command): Command {
  return withOrganization(command.addOption(stackOption()));
}

/**
 * Adds the options that every command on stacks has.
 * @param preset what is worked on where none of them is given
 */
export function withStacks(command: Command, preset = `the stack ${organizationStack}`): Command {
  return withOrganization(
    command
      .addOption(
        new Option("--stack <name>", `a stack to work on, once for each (default: ${preset})`)
          .argParser((name: string, names: readonly string[] = []) => [...names, name])
          .conflicts(["stage", "all"]),
      )
      .addOption(new Option("--stage <name>", "the clusters of one stage").conflicts(["stack", "all"]))
      .addOption(
        new Option("--all", "the organisation, and all clusters stage by stage").conflicts([
          "stack",
          "stage",
        ]),
      ),
  );
}

function withOrganization(command: Command): Command {
  return command
    .option(
      "--organization <login>",
      "the organisation to work on (default: `github:owner` of the stack's file)",
    )
    .addOption(reposOption());
}

export function stackOption(): Option {
  return new Option("--stack <name>", "the stack to work on").default(organizationStack);
}

export interface DryRun {
  readonly dryRun?: boolean;
}

/** Of whatever would change something. */
export function dryRunOption(): Option {
  return new Option("--dry-run", "show what would be done, and do nothing");
}

export function lockTimeoutOption(): Option {
  return new Option(
    "--lock-timeout <minutes>",
    "how long to wait for another run that works on the stack (default: not at all)",
  ).argParser(minutes);
}

function minutes(text: string): number {
  const number = Number(text);
  if (text.trim() === "" || !Number.isFinite(number) || number < 0)
    throw new InvalidArgumentError("It must be a number of minutes.");
  return number;
}

export function reposOption(): Option {
  return new Option("--repos <directory>", "where the catalogue lies (default: `repos` of the project)");
}

/** What is asked to be worked on. */
export interface Stacks {
  /** In the order in which they are worked on, those of one wave in any order. */
  readonly waves: readonly (readonly Target[])[];
  /** Whether one stack was asked for, and not as many as there happen to be. */
  readonly single: boolean;
}

/**
 * What these options name. Reads files only.
 * @throws WrongUsage or InvalidCatalogue
 */
export async function stacksOf({ stack, stage, all, ...options }: StacksOptions): Promise<Stacks> {
  const names = stack ?? (stage || all ? undefined : [organizationStack]);
  for (const name of names ?? []) workplaceOf({ ...options, stack: name });
  const catalogue = await catalogueOf(options);
  const known = wavesOf(catalogue, organizationStack);
  const target = (name: string): Target => {
    const { directory: _, ...place } = workplaceOf({ ...options, stack: name });
    return { ...place, catalogue };
  };
  const wanted = names ?? (stage ? someClustersOf(catalogue, stage) : known.flat());
  // A second organisation's stack is of no wave.
  const others = wanted.filter(name => !known.flat().includes(name));
  const waves = [others, ...known.map(wave => wave.filter(name => wanted.includes(name)))];
  return {
    waves: waves.filter(wave => wave.length > 0).map(wave => wave.map(target)),
    single: names?.length === 1,
  };
}

/** The same for a command that holds the organisation against its state, which is made ready for it meanwhile. */
export async function comparedStacksOf(options: StacksOptions): Promise<Stacks> {
  const { stack = [organizationStack], stage } = options;
  if (!stage && stack.includes(organizationStack)) beginReadable(findProject(), organizationStack);
  return await stacksOf(options);
}

function someClustersOf(catalogue: Catalogue, stage: string): readonly string[] {
  const found = clustersOf(catalogue, stage);
  if (found.length === 0) throw new WrongUsage(`No cluster is of the stage \`${stage}\`.`);
  return found;
}

/**
 * The names of the clusters of a stage.
 * @throws WrongUsage where there is no such stage
 */
export function clustersOf({ clusters, standard }: Catalogue, stage: string): readonly string[] {
  const found = clusters.filter(cluster => cluster.stage === stage).map(({ name }) => name);
  const stages = standard.stages.map(({ name }) => name);
  if (found.length > 0 || stages.includes(stage)) return found;
  throw new WrongUsage(`There is no stage \`${stage}\`${suggestion(stage, stages) || "."}`);
}

/**
 * The catalogue that `--repos` names, or the project's, with the clusters that belong to it.
 * @throws WrongUsage or InvalidCatalogue
 */
export async function catalogueOf({ repos }: { readonly repos?: string | undefined }): Promise<Catalogue> {
  const directory = repos ?? ownCatalogue(findProject());
  return await loadCatalogue(directory, clusterStacks(directory));
}

/** Where a command works, whether or not there is a catalogue yet. */
export interface Workplace extends Omit<Target, "catalogue"> {
  /** Where the catalogue lies, or is to lie. */
  readonly directory: string;
}

/**
 * Where these options say to work.
 * @throws WrongUsage
 */
export function workplaceOf({ stack, repos, organization }: PlaceOptions): Workplace {
  const project = findProject();
  stackFile(project, stack);
  const login = organization ?? organizationOf(project, stack);
  if (!login) {
    throw new WrongUsage(
      "No organisation is named: give --organization, or set `github:owner` in the stack's file.",
    );
  }
  return { project, stack, organization: login, directory: repos ?? ownCatalogue(project) };
}
