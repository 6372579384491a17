import type { Dirent } from "node:fs";
import { readdir, readFile, realpath, stat } from "node:fs/promises";
import { basename, dirname, join, sep } from "node:path";
import { isMap } from "./layer.ts";
import { nearest } from "./nearest.ts";
import { compare, type Problem } from "./problem.ts";
import { Source } from "./source.ts";

/** The files of a catalogue, as they are. */
export interface Files {
  readonly standard: Source | undefined;
  /** The entries that could be read, by name. */
  readonly entries: ReadonlyMap<string, Source>;
  /** The names of all entries, readable or not. */
  readonly names: readonly string[];
  /** The clusters' stacks that could be read, by name; undefined where nobody asked for them. */
  readonly stacks: ReadonlyMap<string, Source> | undefined;
  /** The names of all clusters' stacks, readable or not. */
  readonly stackNames: readonly string[] | undefined;
  readonly problems: readonly Problem[];
}

const standardFile = "standard.yaml";
const entryFile = "repo.yaml";

/** Beside the entries where a catalogue is a checkout of its own; GitHub gives no repository this name. */
const gitDirectory = ".git";

/** Nobody writes more by hand; what is larger is another file. */
const largestFile = 1024 * 1024;

/** As many files as are opened at a time, well below what a process may. */
const batch = 64;

/** Texts of files that are not written yet, by path from the catalogue's directory. */
export type Pending = ReadonlyMap<string, string>;

/**
 * Reads all files of a catalogue. Never throws: what can't be read stands in `problems`.
 * @param stacks where the stacks' files lie; without it, no cluster is looked at
 * @param pending what is read in the place of what lies there, or beside it
 */
export async function readFiles(
  directory: string,
  stacks?: string,
  pending: Pending = new Map(),
): Promise<Files> {
  const names = [...new Set([...(await entryNames(directory)), ...entriesIn(pending)])].sort(compare);
  const paths = [standardFile, ...names.map(name => join(name, entryFile))];
  const [standard, ...entries] = await readSources(directory, paths, pending);
  const clusters = stacks === undefined ? undefined : await readStacks(stacks);
  return {
    standard: asSource(standard),
    entries: readable(names, entries),
    names,
    stacks: clusters && readable(clusters.names, clusters.found),
    stackNames: clusters?.names,
    problems: [standard, ...entries, ...(clusters?.found ?? [])].flatMap(one =>
      one === undefined || one instanceof Source ? [] : [one],
    ),
  };
}

function entriesIn(pending: Pending): string[] {
  return [...pending.keys()].filter(path => basename(path) === entryFile).map(path => dirname(path));
}

async function readSources(
  directory: string,
  paths: readonly string[],
  pending: Pending = new Map(),
): Promise<(Source | Problem)[]> {
  const root = await realpath(directory).catch(() => directory);
  const found: (Source | Problem)[] = [];
  for (let from = 0; from < paths.length; from += batch) {
    const reading = paths.slice(from, from + batch).map(path => {
      const [file, text] = [join(directory, path), pending.get(path)];
      return text === undefined ? readSource(file, root) : new Source(file, text);
    });
    found.push(...(await Promise.all(reading)));
  }
  return found;
}

/** The namespace of our own settings in a stack's configuration: the project's name, as Pulumi has it. */
const namespace = "fairway";

const stackFile = /^Pulumi\.(.+)\.yaml$/;

/** The stacks that say anything to Fairway: a stack's file may as well be Pulumi's alone, and say what it likes. */
async function readStacks(directory: string): Promise<{ names: string[]; found: (Source | Problem)[] }> {
  const files = (await readdir(directory).catch((): string[] => []))
    .filter(file => stackFile.test(file))
    .sort(compare);
  const found = await readSources(directory, files);
  const ours = files
    .map((file, index) => ({ name: stackFile.exec(file)?.[1] ?? "", source: found[index] }))
    .filter(({ source }) => !(source instanceof Source) || speaksToUs(source));
  return {
    names: ours.map(({ name }) => name),
    found: ours.flatMap(({ source }) => (source ? [source] : [])),
  };
}

function speaksToUs({ text, value }: Source): boolean {
  if (value === undefined) return text.includes(`${namespace}:`);
  const config = isMap(value) ? value.config : undefined;
  return isMap(config) && Object.keys(config).some(key => key.startsWith(`${namespace}:`));
}

function readable(names: readonly string[], found: readonly (Source | Problem)[]): Map<string, Source> {
  return new Map(
    found.flatMap((one, index): [string, Source][] =>
      one instanceof Source ? [[names[index] ?? "", one]] : [],
    ),
  );
}

function asSource(one: Source | Problem | undefined): Source | undefined {
  return one instanceof Source ? one : undefined;
}

/** The directories that are entries. Listed rather than globbed, which would skip `.github`. */
async function entryNames(directory: string): Promise<string[]> {
  const found = await readdir(directory, { withFileTypes: true }).catch((): Dirent[] => []);
  const isEntry = async (one: Dirent) =>
    one.isDirectory() ||
    (one.isSymbolicLink() &&
      (await stat(join(directory, one.name)).then(
        target => target.isDirectory(),
        () => true,
      )));
  const kept = await Promise.all(found.map(async one => one.name !== gitDirectory && (await isEntry(one))));
  return found
    .filter((_, index) => kept[index])
    .map(({ name }) => name)
    .sort(compare);
}

async function readSource(file: string, root: string): Promise<Source | Problem> {
  try {
    return new Source(file, await readText(file, root));
  } catch (error) {
    return { file, line: 1, column: 1, message: await reason(error, file) };
  }
}

class Unreadable extends Error {}

async function readText(file: string, root: string): Promise<string> {
  const real = await realpath(file);
  if (!real.startsWith(root + sep))
    throw new Unreadable("this is a link that leads out of the catalogue; put the file itself here");
  const info = await stat(real);
  if (!info.isFile()) throw new Unreadable("this is not a file");
  if (info.size > largestFile)
    throw new Unreadable("this file is larger than 1 MiB, so it is hardly a catalogue's");
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(real));
  } catch (error) {
    if (error instanceof TypeError) throw new Unreadable("this file is not UTF-8 text; save it as UTF-8");
    throw error;
  }
}

async function reason(error: unknown, file: string): Promise<string> {
  if (error instanceof Unreadable) return error.message;
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ENOENT") return `this file can't be read (${code})`;
  const beside = await readdir(dirname(file)).catch(() => []);
  const near = nearest(basename(file), beside);
  const missing =
    basename(file) === standardFile
      ? "the standard is missing: the catalogue needs this file"
      : "the entry's file is missing: each directory here is a repository, described by this file";
  return near ? `${missing}; \`${near}\` beside it may be meant` : missing;
}
