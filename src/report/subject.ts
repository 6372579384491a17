import type { Subject } from "../engine/urn.ts";

/** Whom a change concerns: the repository's name, or what stands in its place. */
export function ownerOf({ repository, organization, cluster }: Subject): string {
  return repository ?? organization ?? cluster ?? "(elsewhere)";
}

/** Which thing of its owner's it is: `label bug`. */
export function thingOf({ kind, key }: Subject): string {
  return key === undefined ? kind : `${kind} ${key}`;
}
