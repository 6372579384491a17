import { type Reference, referencesIn } from "../catalogue/rules/references.ts";
import { Source } from "../catalogue/source.ts";
import type { Files } from "../github/branch-files.ts";
import { withValue } from "./edit.ts";
import type { Place } from "./place.ts";

/** Where the catalogue's files name a repository as one of the catalogue. */
export function mentionsOf(name: string, files: Files, place: Place): readonly Reference[] {
  const references = [...referencesIn(sourcesOf(files, place))];
  return references.filter(({ to, name: found }) => to === "entry" && found === name);
}

/** The files that name a repository, naming it otherwise. */
export function withOtherName(from: string, to: string, files: Files, place: Place): Files {
  const changed = new Map<string, string>();
  for (const { source, path } of mentionsOf(from, files, place))
    changed.set(source.file, withValue(changed.get(source.file) ?? source.text, path, to));
  return Object.fromEntries(changed);
}

function sourcesOf(
  files: Files,
  { repos, stacks }: Place,
): {
  readonly standard: Source | undefined;
  readonly entries: ReadonlyMap<string, Source>;
  readonly stacks: ReadonlyMap<string, Source>;
} {
  const below = (folder: string, pattern: RegExp) =>
    new Map(
      Object.entries(files).flatMap(([path, text]) => {
        const [, name] = path.startsWith(`${folder}/`)
          ? (pattern.exec(path.slice(folder.length + 1)) ?? [])
          : [];
        return name === undefined ? [] : [[name, new Source(path, text)] as const];
      }),
    );
  return {
    standard: below(repos, /^(standard)\.yaml$/).get("standard"),
    entries: below(repos, /^([^/]+)\/repo\.yaml$/),
    stacks: below(stacks, /^Pulumi\.(.+)\.yaml$/),
  };
}
