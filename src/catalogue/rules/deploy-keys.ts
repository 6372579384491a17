import { at, layers, type Rule } from "../draft.ts";
import { isMap, type Layer } from "../layer.ts";
import type { Problem } from "../problem.ts";

/** A deploy key is one repository's own: GitHub refuses it to a second. https://docs.github.com/en/rest/deploy-keys */
export const deployKeys: Rule = draft => {
  const problems: Problem[] = [];
  const holders = new Map<string, string>();
  for (const [name, source] of draft.entries)
    for (const [title, key] of keysOf(at(source, []))) {
      const holder = holders.get(key);
      if (holder)
        problems.push(
          source.problem(
            ["deploy_keys", title, "key"],
            `this deploy key is in \`${holder}\` too; each has its own`,
          ),
        );
      holders.set(key, name);
    }
  for (const { source, path, layer } of layers(draft))
    if (path.length)
      for (const [title] of keysOf(layer))
        problems.push(
          source.problem(
            [...path, "deploy_keys", title],
            "a deploy key belongs in an entry: GitHub takes it for one repository only",
            "key",
          ),
        );
  return problems;
};

/** The keys by title, without the comments that may follow them. */
function keysOf({ deploy_keys: keys }: Layer): [title: string, key: string][] {
  if (!isMap(keys)) return [];
  return Object.entries(keys).flatMap(([title, declared]) =>
    isMap(declared) && typeof declared.key === "string"
      ? [[title, declared.key.trim().split(/\s+/).slice(0, 2).join(" ")]]
      : [],
  );
}
