import type { Input } from "@pulumi/pulumi";
import type {
  ValidatingAdmissionPolicy,
  ValidatingAdmissionPolicyBinding,
} from "kubernetes-types/admissionregistration/v1.js";
import type {
  ConfigMap,
  LimitRange,
  Namespace,
  ResourceQuota,
  Secret,
  ServiceAccount,
} from "kubernetes-types/core/v1.js";
import type { NetworkPolicy } from "kubernetes-types/networking/v1.js";
import type { ClusterRole, RoleBinding } from "kubernetes-types/rbac/v1.js";
import type { Alert, GitRepository, HelmRelease, Kustomization, OCIRepository, Provider } from "./flux.ts";

declare module "kubernetes-types/admissionregistration/v1.js" {
  /** The package leaves out what a rule is about. */
  interface NamedRuleWithOperations {
    resources?: string[];
    scope?: string;
  }
}

/** What an object is called and labelled by whoever declares it. */
export interface Metadata {
  readonly name: string;
  /** Absent where the kind lies in no namespace. */
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** A Kubernetes object as it is declared, of any kind. */
export interface Manifest {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

/** A built-in kind as it is declared: with its identity, and nothing of what the cluster adds. */
type BuiltIn<Kind extends { apiVersion?: string; kind?: string }> = Omit<
  Kind,
  "apiVersion" | "kind" | "metadata" | "status"
> & {
  readonly apiVersion: NonNullable<Kind["apiVersion"]>;
  readonly kind: NonNullable<Kind["kind"]>;
  readonly metadata: Metadata;
};

/** A Secret whose values may still have to be made: keys that exist only once something was created. */
type DeclaredSecret = Omit<BuiltIn<Secret>, "data" | "stringData"> & {
  readonly stringData: Readonly<Record<string, Input<string>>>;
};

/** Every kind that Fairway declares by itself, typed. */
export type Declared =
  | BuiltIn<Namespace>
  | BuiltIn<ServiceAccount>
  | BuiltIn<ClusterRole>
  | BuiltIn<RoleBinding>
  | BuiltIn<ResourceQuota>
  | BuiltIn<LimitRange>
  | BuiltIn<NetworkPolicy>
  | BuiltIn<ConfigMap>
  | DeclaredSecret
  | BuiltIn<ValidatingAdmissionPolicy>
  | BuiltIn<ValidatingAdmissionPolicyBinding>
  | GitRepository
  | OCIRepository
  | HelmRelease
  | Kustomization
  | Provider
  | Alert;

/** What tells an object from all others on a cluster, as people write it: `payments/Secret/git`. */
export function identity({ apiVersion, kind, metadata: { name, namespace } }: Manifest): string {
  const group = apiVersion.includes("/") ? `.${apiVersion.split("/")[0]}` : "";
  return `${namespace ? `${namespace}/` : ""}${kind}${group}/${name}`;
}
