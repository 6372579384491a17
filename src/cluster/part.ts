import type { Input } from "@pulumi/pulumi";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Part } from "../kubernetes/part.ts";
import type { SecretReference } from "../repository/secret.ts";
import type { Placement } from "../tenant/placement.ts";
import type { Cluster } from "./schema.ts";

/** What a cluster's desired state depends on beyond its own specification. */
export interface ClusterContext {
  /** Where the organisation's repositories lie for Flux on this cluster, e.g. `ssh://git@github.com/acme`. */
  readonly gitAddress: string;
  /** The objects of the release's `install.yaml`, as they were published. */
  readonly install: readonly Manifest[];
  /** The tenants on this cluster. */
  readonly placements: readonly Placement[];
  /** The branch of a stage. */
  branch(stage: string): string;
  /** What Flux signs in with to read a repository of the platform, to lie in a Secret of its namespace. */
  credentials(repository: string, secret: string): Readonly<Record<string, Input<string>>>;
  /** The cluster's own age key, which SOPS decrypts the platform's manifests with. */
  ageKey(): Input<string>;
  /** The value that a secret reference stands for, marked as a secret for the engine. */
  secret(reference: SecretReference): Input<string>;
}

/** One aspect of a cluster's bootstrap; the registry in `parts.ts` names them all. */
export type ClusterPart = Part<Cluster, ClusterContext, Manifest>;
