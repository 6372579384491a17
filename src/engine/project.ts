import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { parse } from "yaml";

/** Something that was asked for does not fit: a wrong argument or a missing file. The command ends with exit code 2. */
export class WrongUsage extends Error {
  constructor(message: string) {
    super(message);
    this.name = "WrongUsage";
  }
}

/** The Pulumi project that a command works in. */
export interface Project {
  /** The directory of Pulumi.yaml. */
  readonly root: string;
  readonly name: string;
  /** Where the stacks' files lie. */
  readonly stacks: string;
  /** The state backend, if the project names one. */
  readonly backend?: string;
}

/**
 * The project of the nearest directory, from `directory` upwards, that has a Pulumi.yaml.
 * @throws WrongUsage when there is none.
 */
export function findProject(directory = process.cwd()): Project {
  const root = nearest(resolve(directory));
  if (!root) {
    throw new WrongUsage(
      `There is no Pulumi.yaml in ${directory} or above it; run fairway in your checkout of the project.`,
    );
  }
  const { name, stackConfigDir = ".", backend } = read(join(root, "Pulumi.yaml"));
  const url = (backend as { url?: string } | undefined)?.url;
  return {
    root,
    name: String(name),
    stacks: join(root, String(stackConfigDir)),
    ...(url ? { backend: url } : {}),
  };
}

function nearest(directory: string): string | undefined {
  if (existsSync(join(directory, "Pulumi.yaml"))) return directory;
  const above = dirname(directory);
  return above === directory ? undefined : nearest(above);
}

/**
 * A value of a stack's file, e.g. `github:owner`.
 * @throws WrongUsage when the project has no such stack.
 */
export function stackSetting(project: Project, stack: string, key: string): string | undefined {
  const file = join(project.stacks, `Pulumi.${stack}.yaml`);
  if (!existsSync(file)) throw new WrongUsage(`There is no stack \`${stack}\`: ${file} does not exist.`);
  const { config } = read(file);
  const value = (config as Record<string, unknown> | undefined)?.[key];
  return value === undefined ? undefined : String(value);
}

function read(file: string): Record<string, unknown> {
  return (parse(readFileSync(file, "utf8")) as Record<string, unknown> | null) ?? {};
}
