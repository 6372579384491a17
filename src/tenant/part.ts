import type { Input } from "@pulumi/pulumi";
import type { Declared } from "../kubernetes/manifest.ts";
import type { Part } from "../kubernetes/part.ts";
import type { SecretReference } from "../repository/secret.ts";
import type { Placement } from "./placement.ts";

/** What a tenant's desired state depends on beyond its placement: mostly what is secret, or made only once. */
export interface TenantContext {
  /** Where the organisation's repositories lie for Flux on this cluster, e.g. `ssh://git@github.com/acme`. */
  readonly gitAddress: string;
  /**
   * What Flux signs in with to read the tenant's repository, in the form of its Secret: `identity` and `known_hosts` of
   * a deploy key of its own. Undefined where repositories are read without.
   */
  credentials(placement: Placement): Readonly<Record<string, Input<string>>> | undefined;
  /** The tenant's own age key, which SOPS decrypts with. */
  ageKey(placement: Placement): Input<string>;
  /** The value that a secret reference stands for, marked as a secret for the engine. */
  secret(reference: SecretReference): Input<string>;
}

/** One aspect of a tenant; the registry in `parts.ts` names them all. */
export type TenantPart = Part<Placement, TenantContext>;

/** Types a list of objects where the compiler could not tell which kind each is. */
export function declared(...manifests: readonly Declared[]): readonly Declared[] {
  return manifests;
}
