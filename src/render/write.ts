import { lstat, mkdir, readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { WrongUsage } from "../engine/project.ts";
import type { Tree } from "./tree.ts";

/** In each folder that was written: the names of our files, so that nothing else is ever removed or overwritten. */
export const marker = ".fairway";

/** What was done to the files below a directory. */
export interface Written {
  readonly written: number;
  readonly removed: number;
  readonly unchanged: number;
}

/**
 * Brings a directory into the shape of a tree. Files that were written before and are declared no longer go; files that
 * somebody else put there stay, and are never overwritten.
 * @param isOurs which of the folders that carry our marker, and are not in the tree, are to go
 * @throws WrongUsage where a file of somebody else, or a link, stands in the way; nothing was changed then
 */
export async function writeTree(
  to: string,
  tree: Tree,
  isOurs: (folder: string) => boolean,
): Promise<Written> {
  const before = await markedFolders(to);
  for (const [folder, files] of tree) await refuseStrangers(to, folder, files, before.get(folder) ?? []);
  const total = { written: 0, removed: 0, unchanged: 0 };
  for (const [folder, files] of tree) {
    const directory = join(to, folder);
    await mkdir(directory, { recursive: true });
    const old = before.get(folder) ?? [];
    // Before anything else: whatever ends this run, the next one knows whose the files are.
    await writeMarker(directory, [...new Set([...old, ...files.keys()])]);
    for (const [name, text] of files) {
      const isNew = await write(join(directory, name), text);
      total[isNew ? "written" : "unchanged"] += 1;
    }
    total.removed += await remove(
      directory,
      old.filter(name => !files.has(name)),
    );
    await writeMarker(directory, [...files.keys()]);
  }
  for (const [folder, names] of before) {
    if (tree.has(folder) || !isOurs(folder)) continue;
    total.removed += await remove(join(to, folder), names);
    await rm(join(to, folder, marker));
    await removeEmpty(to, folder);
  }
  return total;
}

/** Where folders of the tree lie: with so many names between the directory and the marker. */
const depths = { bootstrap: 1, clusters: 1, apps: 2 };

/** The folders that carry our marker, with the files that it names. */
async function markedFolders(to: string): Promise<Map<string, readonly string[]>> {
  const folders = await Promise.all(Object.entries(depths).map(([top, depth]) => below(to, top, depth)));
  const found = await Promise.all(
    folders.flat().map(async folder => [folder, await readMarker(join(to, folder))] as const),
  );
  return new Map(found.flatMap(([folder, names]) => (names ? [[folder, names] as const] : [])));
}

async function below(to: string, folder: string, depth: number): Promise<string[]> {
  if (depth === 0) return [folder];
  const entries = await readdir(join(to, folder), { withFileTypes: true }).catch(() => []);
  const inner = entries.filter(entry => entry.isDirectory()).map(({ name }) => `${folder}/${name}`);
  return (await Promise.all(inner.map(one => below(to, one, depth - 1)))).flat();
}

async function readMarker(directory: string): Promise<readonly string[] | undefined> {
  const path = join(directory, marker);
  if ((await kindOf(path)) !== "file") return undefined;
  // A name leads nowhere but into this folder, whatever somebody has written into the marker.
  return (await readFile(path, "utf8")).split("\n").filter(line => /^[\w-][\w.-]*$/.test(line));
}

async function writeMarker(directory: string, names: readonly string[]): Promise<void> {
  const lines = ["# The files that `fairway render` keeps here. It leaves all others alone.", ...names, ""];
  await write(join(directory, marker), lines.join("\n"));
}

async function refuseStrangers(
  to: string,
  folder: string,
  files: ReadonlyMap<string, string>,
  own: readonly string[],
): Promise<void> {
  const steps = folder.split("/").map((_, index, all) => all.slice(0, index + 1).join("/"));
  for (const step of steps) {
    const found = await kindOf(join(to, step));
    if (found !== undefined && found !== "directory")
      throw new WrongUsage(`${join(to, step)} is not a folder, so nothing can be written below it.`);
  }
  for (const name of [marker, ...files.keys()]) {
    const found = await kindOf(join(to, folder, name));
    if (found !== undefined && (found !== "file" || ![marker, ...own].includes(name)))
      throw new WrongUsage(
        `${join(to, folder, name)} was not written by Fairway, and would be overwritten; move it away, or give another directory.`,
      );
  }
}

async function kindOf(path: string): Promise<"file" | "directory" | "other" | undefined> {
  const found = await lstat(path).catch(() => undefined);
  if (!found) return undefined;
  return found.isFile() ? "file" : found.isDirectory() ? "directory" : "other";
}

/** Tells whether anything had to be written. */
async function write(path: string, text: string): Promise<boolean> {
  if ((await readFile(path, "utf8").catch(() => undefined)) === text) return false;
  await writeFile(path, text);
  return true;
}

/** Tells how many of the files were there. */
async function remove(directory: string, names: readonly string[]): Promise<number> {
  const there = await Promise.all(
    names.map(async name => {
      const path = join(directory, name);
      if ((await kindOf(path)) !== "file") return false;
      await rm(path);
      return true;
    }),
  );
  return there.filter(Boolean).length;
}

/** The folder and those above it, as far as nothing is left in them. */
async function removeEmpty(to: string, folder: string): Promise<void> {
  if (folder === ".") return;
  try {
    await rmdir(join(to, folder));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOTEMPTY") return;
    throw error;
  }
  await removeEmpty(to, dirname(folder));
}
