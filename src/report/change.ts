import type { Change } from "../entries/change.ts";
import type { Files } from "../github/branch-files.ts";

/** A change of the catalogue in words: new files whole, of others the lines that become other ones. */
export function describeChange({ files, emptied }: Pick<Change, "files" | "emptied">, before: Files): string {
  const moved = new Set<string>();
  const parts = Object.entries(files).map(([path, text]) => {
    const origin = before[path] === undefined ? movedFrom(path, emptied, before) : path;
    if (origin === undefined) return `${path}\n${indented(text)}`;
    if (origin !== path) moved.add(origin);
    const heading = origin === path ? path : `${origin} → ${path}`;
    return [heading, ...changedLines(before[origin] ?? "", text)].join("\n");
  });
  const gone = Object.keys(before).filter(
    path => emptied.some(directory => path.startsWith(`${directory}/`)) && !moved.has(path),
  );
  return [...parts, ...gone.map(path => `${path} goes`)].join("\n\n");
}

/** The file that a new one has been until now: the one of the same name in a directory that goes. */
function movedFrom(path: string, emptied: readonly string[], before: Files): string | undefined {
  const name = path.slice(path.lastIndexOf("/"));
  return emptied.map(directory => directory + name).find(origin => before[origin] !== undefined);
}

function indented(text: string): string {
  return text
    .trimEnd()
    .split("\n")
    .map(line => `  ${line}`.trimEnd())
    .join("\n");
}

/** What lies between the lines that both have at the beginning and at the end. */
function changedLines(before: string, after: string): readonly string[] {
  const [old, now] = [before.split("\n"), after.split("\n")];
  const shorter = Math.min(old.length, now.length);
  let first = 0;
  while (first < shorter && old[first] === now[first]) first++;
  let last = 0;
  while (last < shorter - first && old.at(-1 - last) === now.at(-1 - last)) last++;
  return [
    ...old.slice(first, old.length - last).map(line => `  - ${line}`),
    ...now.slice(first, now.length - last).map(line => `  + ${line}`),
  ];
}
