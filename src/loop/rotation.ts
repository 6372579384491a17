import type { StoredStack } from "../engine/deployment.ts";
import { WrongUsage } from "../engine/project.ts";
import { subjectOf, urnParts } from "../engine/urn.ts";
import type { Target } from "./target.ts";

/** The URNs of the deploy keys that a run is to make anew. */
export function rotatedKeys(
  { deployment }: StoredStack,
  { rotated = [] }: Pick<Target, "rotated">,
): readonly string[] {
  return (deployment.resources ?? [])
    .map(({ urn }) => urn)
    .filter(urn => isDeployKey(urn) && rotated.includes(keyOf(urn)));
}

/**
 * Makes sure that the keys which are to be other ones are in the state: of any other key nobody could tell that it has to go.
 * @throws WrongUsage
 */
export function assertKeysKnown(
  state: StoredStack,
  { stack, rotated = [] }: Pick<Target, "rotated" | "stack">,
): void {
  const known = new Set(
    (state.deployment.resources ?? [])
      .map(({ urn }) => urn)
      .filter(isDeployKey)
      .map(keyOf),
  );
  const unknown = rotated.filter(name => !known.has(name));
  if (unknown.length === 0) return;
  throw new WrongUsage(
    `The state of \`${stack}\` knows no key for ${unknown.join(", ")}: bring it up first, with \`fairway up --stack ${stack}\`.`,
  );
}

function keyOf(urn: string): string {
  return subjectOf(urn).key ?? "";
}

function isDeployKey(urn: string): boolean {
  return urnParts(urn).type.endsWith("fairway:index:DeployKey");
}
