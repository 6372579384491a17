import { nearest } from "../catalogue/nearest.ts";
import type { Problem } from "../catalogue/problem.ts";
import { folders } from "../tenant/names.ts";
import { appliedPath, definedVariables, type Placement } from "../tenant/placement.ts";
import { type Files, variablesOf } from "./folder.ts";

/**
 * What Flux would refuse of a deploy repository for its variables: those that nobody defines at one of its placements,
 * and what is no variable at all.
 * @param files the repository's files on one branch
 * @param placements the tenants that follow this branch, each on one cluster
 */
export function checkVariables(files: Files, placements: readonly Placement[]): readonly Problem[] {
  return folders.flatMap(folder => {
    const pathOf = (placement: Placement) => appliedPath(placement, folder);
    return [...new Set(placements.map(pathOf))].flatMap(path =>
      checkFolder(
        files,
        path,
        placements.filter(placement => pathOf(placement) === path),
      ),
    );
  });
}

function checkFolder(files: Files, folder: string, placements: readonly Placement[]): readonly Problem[] {
  if (![...files.keys()].some(path => path.startsWith(`${folder}/`)))
    return [{ file: folder, line: 1, column: 1, message: "this folder is missing, and Flux applies it" }];
  const { uses, problems } = variablesOf(files, folder);
  const undefinedUses = uses.flatMap(({ name, hasDefault, file, line, column }) => {
    const lacking = hasDefault ? [] : placements.filter(one => !definedVariables(one).has(name));
    return lacking.length ? [{ file, line, column, message: message(name, lacking) }] : [];
  });
  return [...problems, ...undefinedUses];
}

function message(name: string, lacking: readonly Placement[]): string {
  const places = lacking.map(({ tenant, cluster }) => `${tenant.namespace} on ${cluster.name}`).join(", ");
  const defined = lacking.map(definedVariables);
  const everywhere = [...(defined[0] ?? [])].filter(one => defined.every(names => names.has(one)));
  const near = nearest(name, everywhere);
  return `\`${name}\` is not defined for ${places}${near === undefined ? "" : `; did you mean \`${near}\`?`}`;
}
