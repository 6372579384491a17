import { dirname, join, resolve } from "node:path";
import { type Command, Option } from "commander";
import { type Catalogue, loadCatalogue } from "../catalogue/catalogue.ts";
import { findProject, stackFile, stackSetting, WrongUsage } from "../engine/project.ts";
import type { Target } from "../loop/target.ts";

/** Options that say what a command works on. */
export interface TargetOptions {
  readonly stack: string;
  readonly repos?: string;
  readonly organization?: string;
}

/** Adds the options that every command on a stack has. */
export function withTarget(command: Command): Command {
  return command
    .addOption(stackOption())
    .option(
      "--organization <login>",
      "the organisation to work on (default: `github:owner` of the stack's file)",
    )
    .addOption(reposOption());
}

export function stackOption(): Option {
  return new Option("--stack <name>", "the stack to work on").default("github");
}

export function reposOption(): Option {
  return new Option("--repos <directory>", "where the catalogue lies (default: `repos` of the project)");
}

/**
 * What these options name. Reads files only.
 * @throws WrongUsage or InvalidCatalogue
 */
export async function targetOf(options: TargetOptions): Promise<Target> {
  const { directory: _, ...workplace } = workplaceOf(options);
  return { ...workplace, catalogue: await catalogueOf(options) };
}

/**
 * The catalogue that `--repos` names, or the project's, with the clusters that belong to it: a catalogue that lies
 * elsewhere has its own `stacks` beside it, or none.
 * @throws WrongUsage or InvalidCatalogue
 */
export async function catalogueOf({ repos }: { readonly repos?: string | undefined }): Promise<Catalogue> {
  if (repos !== undefined) return await loadCatalogue(repos, join(dirname(resolve(repos)), "stacks"));
  const { root, stacks } = findProject();
  return await loadCatalogue(join(root, "repos"), stacks);
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
export function workplaceOf({ stack, repos, organization }: TargetOptions): Workplace {
  const project = findProject();
  stackFile(project, stack);
  const login = organization ?? stackSetting(project, stack, "github:owner");
  if (!login) {
    throw new WrongUsage(
      "No organisation is named: give --organization, or set `github:owner` in the stack's file.",
    );
  }
  return { project, stack, organization: login, directory: repos ?? join(project.root, "repos") };
}
