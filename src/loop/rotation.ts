import type { StoredStack } from "../engine/deployment.ts";
import { subjectOf, urnParts } from "../engine/urn.ts";
import type { Target } from "./target.ts";

/** The URNs of the deploy keys that a run is to make anew. */
export function rotatedKeys(
  { deployment }: StoredStack,
  { rotated = [] }: Pick<Target, "rotated">,
): readonly string[] {
  return (deployment.resources ?? [])
    .map(({ urn }) => urn)
    .filter(urn => isDeployKey(urn) && rotated.includes(subjectOf(urn).key ?? ""));
}

function isDeployKey(urn: string): boolean {
  return urnParts(urn).type.endsWith("fairway:index:DeployKey");
}
