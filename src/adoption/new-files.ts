import { mkdir, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { loadCatalogue } from "../catalogue/catalogue.ts";
import type { Pending } from "../catalogue/files.ts";
import { formatProblem, InvalidCatalogue, type Problem } from "../catalogue/problem.ts";
import { standardFile } from "./standard-file.ts";

/** What is at GitHub can't be declared beside what the catalogue says already. */
export class Undeclarable extends Error {
  override readonly name = "Undeclarable";

  constructor(directory: string, files: Pending, problems: readonly Problem[]) {
    const names = [...files.keys()]
      .filter(path => problems.some(({ file }) => file === join(directory, path)))
      .filter(path => path !== standardFile)
      .map(path => `\`${basename(dirname(path))}\``);
    const wrong = names.length > 0 ? `the entry of ${names.join(", ")}` : "the catalogue";
    super(
      `Nothing was written, since ${wrong} would not be valid:\n${problems.map(formatProblem).join("\n")}\n` +
        "Make the standard allow what is at GitHub, or put it right there, and import again.",
    );
  }
}

/**
 * Writes new entries, and the standard where that is among the files: all of them, or none where the catalogue would not be
 * valid with them.
 * @throws Undeclarable
 */
export async function writeValid(directory: string, files: Pending): Promise<void> {
  try {
    await loadCatalogue(directory, undefined, files);
  } catch (error) {
    if (!(error instanceof InvalidCatalogue)) throw error;
    throw new Undeclarable(directory, files, error.problems);
  }
  for (const [path, text] of files) {
    const file = join(directory, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text, { flag: path === standardFile ? "w" : "wx" });
  }
}
