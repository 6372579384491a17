import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Files } from "../github/branch-files.ts";
import { check, type Snapshot } from "./snapshot.ts";

/** A change of the catalogue that can be proposed. */
export interface Change {
  /** The branch that holds it. */
  readonly head: string;
  /** The files that become other ones, by path from the repository's root. */
  readonly files: Files;
  /** Directories of which nothing stays that is not among `files`. */
  readonly emptied: readonly string[];
  readonly title: string;
  readonly body: string;
  /** What somebody should know who asked for it, and what it leaves to them. */
  readonly notes: readonly string[];
}

/**
 * The catalogue as it would be with a change.
 * @throws InvalidCatalogue
 */
export async function checkChange(
  { files, place }: Snapshot,
  change: Pick<Change, "files" | "emptied">,
): Promise<Catalogue> {
  const goes = (path: string) => change.emptied.some(directory => path.startsWith(`${directory}/`));
  const kept = Object.entries(files).filter(([path]) => !goes(path));
  return await check({ ...Object.fromEntries(kept), ...change.files }, place);
}
