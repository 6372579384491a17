import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { stringify } from "yaml";

/** The files of a catalogue by path: texts, or values to write as YAML. */
export type CatalogueFiles = Readonly<Record<string, unknown>>;

/** Writes a catalogue into a directory of its own, and takes it away once it was used. */
export async function withCatalogue<T>(
  files: CatalogueFiles,
  use: (directory: string) => Promise<T>,
): Promise<T> {
  const directory = mkdtempSync(join(tmpdir(), "catalogue-"));
  try {
    for (const [path, content] of Object.entries(files)) {
      const file = join(directory, path);
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, typeof content === "string" ? content : stringify(content));
    }
    return await use(directory);
  } finally {
    rmSync(directory, { recursive: true });
  }
}
