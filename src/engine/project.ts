import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { parse, stringify } from "yaml";

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

/** The `plugins` of Pulumi.yaml, with paths that hold in any directory. */
export function projectPlugins({ root }: Project): Record<string, readonly { name: string; path: string }[]> {
  const { plugins = {} } = read(join(root, "Pulumi.yaml")) as {
    plugins?: Record<string, readonly { name: string; path: string }[]>;
  };
  return Object.fromEntries(
    Object.entries(plugins).map(([kind, of]) => [
      kind,
      of.map(plugin => ({ ...plugin, path: resolve(root, plugin.path) })),
    ]),
  );
}

/**
 * The file of a stack.
 * @throws WrongUsage when the project has no such stack.
 */
export function stackFile({ stacks }: Project, stack: string): string {
  const file = join(stacks, `Pulumi.${stack}.yaml`);
  if (existsSync(file)) return file;
  const there = stackNames({ stacks }).join(", ") || "none";
  throw new WrongUsage(`There is no stack \`${stack}\`: ${file} does not exist. There are: ${there}.`);
}

/** The names of a project's stacks, as far as they have files. */
export function stackNames({ stacks }: Pick<Project, "stacks">): readonly string[] {
  if (!existsSync(stacks)) return [];
  return readdirSync(stacks).flatMap(file => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? []);
}

/**
 * A value of a stack's configuration, e.g. `github:owner`.
 * @throws WrongUsage when the project has no such stack.
 */
export function stackSetting(project: Project, stack: string, key: string): string | undefined {
  const { config } = read(stackFile(project, stack));
  const value = (config as Record<string, unknown> | undefined)?.[key];
  return value === undefined ? undefined : String(value);
}

/** Where a project's own catalogue lies. */
export function ownCatalogue({ root }: Pick<Project, "root">): string {
  return join(root, "repos");
}

/**
 * Where the stacks of a catalogue's clusters lie: those of a project belong to its own catalogue; another one has its
 * stacks beside it, or none.
 */
export function clusterStacks(catalogue: string): string {
  const directory = resolve(catalogue);
  const beside = join(dirname(directory), "stacks");
  const root = nearest(dirname(directory));
  if (!root) return beside;
  const project = findProject(root);
  if (directory === ownCatalogue(project)) return project.stacks;
  // A repository of this name may lie there, and no stack.
  return beside === project.stacks ? join(directory, "stacks") : beside;
}

/** The stack of the organisation itself. */
export const organizationStack = "github";

/**
 * The login of the organisation that a stack is about. A cluster's does not repeat what the organisation's own says.
 * @throws WrongUsage when the project has no such stack.
 */
export function organizationOf(project: Project, stack: string): string | undefined {
  const own = stackSetting(project, stack, "github:owner");
  if (own || !existsSync(join(project.stacks, `Pulumi.${organizationStack}.yaml`))) return own;
  return stackSetting(project, organizationStack, "github:owner");
}

/**
 * A copy of a stack's file in a temporary directory that has one value set otherwise. It goes when this process ends.
 * @throws WrongUsage when the project has no such stack.
 */
export function withStackSetting(project: Project, stack: string, key: string, value: string): string {
  const content = read(stackFile(project, stack));
  const directory = mkdtempSync(join(tmpdir(), "fairway-"));
  process.once("exit", () => rmSync(directory, { recursive: true, force: true }));
  const file = join(directory, `Pulumi.${stack}.yaml`);
  writeFileSync(file, stringify({ ...content, config: { ...(content.config as object), [key]: value } }));
  return file;
}

function read(file: string): Record<string, unknown> {
  return (parse(readFileSync(file, "utf8")) as Record<string, unknown> | null) ?? {};
}
