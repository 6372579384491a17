import type { Kind } from "../../../src/kubernetes/discovery.ts";
import { groupOf } from "./object.ts";

/** The groups that every API server has, besides the one without a name. */
const BUILT_IN = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "apps",
  "authentication.k8s.io",
  "authorization.k8s.io",
  "autoscaling",
  "batch",
  "certificates.k8s.io",
  "coordination.k8s.io",
  "discovery.k8s.io",
  "events.k8s.io",
  "flowcontrol.apiserver.k8s.io",
  "internal.apiserver.k8s.io",
  "networking.k8s.io",
  "node.k8s.io",
  "policy",
  "rbac.authorization.k8s.io",
  "resource.k8s.io",
  "scheduling.k8s.io",
  "storage.k8s.io",
  "storagemigration.k8s.io",
]);

/** What to do for anything but single objects. */
export const ADVICE =
  "This sandbox's stand-in knows single objects of the Kubernetes API; charts, YAML files, kustomizations and patches need the official plugin.";

/** What `@pulumi/kubernetes` offers beside the kinds of the API. */
const OTHERS = /^kubernetes:(helm\.sh|yaml|kustomize)(\/|:)/;

/**
 * The kind that a resource type stands for: `kubernetes:apps/v1:Deployment`, `kubernetes:core/v1:Secret`.
 * @throws when it is none, with what to do.
 */
export function kindOf(type: string): Kind {
  const [, group = "", version = "", name = ""] = /^kubernetes:([^/:]+)\/([^/:]+):(\w+)$/.exec(type) ?? [];
  if (OTHERS.test(type) || !name) throw new Error(`${type} is no kind of object. ${ADVICE}`);
  const kind = { apiVersion: group === "core" ? version : `${group}/${version}`, kind: name };
  if (isBuiltIn(kind) && name.endsWith("List")) {
    throw new Error(`${type} is a list of objects, which can't be created. Declare each object by itself.`);
  }
  return kind;
}

/** Whether a resource of this type changes some fields of an object that others own: the library calls that a patch. */
export function isPatch(type: string, { kind }: Kind): boolean {
  return kindOf(type).kind === `${kind}Patch`;
}

export function isBuiltIn(kind: Kind): boolean {
  const group = groupOf(kind);
  return group === "" || BUILT_IN.has(group);
}
