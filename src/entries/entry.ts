import { suggestion } from "../catalogue/nearest.ts";
import { WrongUsage } from "../engine/project.ts";
import { isSameName } from "../github/names.ts";
import type { Repository } from "../repository/specification.ts";
import type { Snapshot } from "./snapshot.ts";

/** An entry that is there, and its file. */
export interface Entry {
  readonly repository: Repository;
  /** Its directory, from the repository's root. */
  readonly directory: string;
  /** The path of its `repo.yaml`. */
  readonly path: string;
  readonly text: string;
}

/** @throws WrongUsage where the catalogue has no such entry */
export function entryOf({ catalogue: { repositories }, files, place }: Snapshot, name: string): Entry {
  const repository = repositories.find(found => isSameName(found.name, name));
  if (!repository) {
    const names = repositories.map(found => found.name);
    throw new WrongUsage(
      `\`${name}\` is not a repository of the catalogue${suggestion(name, names) || "; `fairway list` has them all."}`,
    );
  }
  const directory = `${place.repos}/${repository.name}`;
  const path = `${directory}/repo.yaml`;
  return { repository, directory, path, text: files[path] ?? "" };
}
