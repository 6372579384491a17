import type { Configuration } from "./configuration.ts";
import { annotation, groupOf, isSecretKind, type KubernetesObject } from "./object.ts";

type Mutability = Pick<Configuration, "enableConfigMapMutable" | "enableSecretMutable">;

/**
 * The fields that can't be changed, only made anew, with everything below them: those that the official provider treats so.
 * It goes by a table of its own, and takes the API server's refusal of any other field for a failure.
 * https://github.com/pulumi/pulumi-kubernetes/blob/master/provider/pkg/provider/diff.go
 */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  "apps/v1/DaemonSet": ["spec.selector"],
  "apps/v1/Deployment": ["spec.selector"],
  "apps/v1/StatefulSet": [
    "spec.podManagementPolicy",
    "spec.revisionHistoryLimit",
    "spec.selector",
    "spec.serviceName",
    "spec.volumeClaimTemplates",
  ],
  "batch/v1/Job": ["spec.completions", "spec.parallelism", "spec.selector", "spec.template"],
  "rbac.authorization.k8s.io/v1/ClusterRoleBinding": ["roleRef"],
  "rbac.authorization.k8s.io/v1/RoleBinding": ["roleRef"],
  "storage.k8s.io/v1/StorageClass": ["parameters", "provisioner"],
  "v1/PersistentVolume": [
    "awsElasticBlockStore",
    "azureDisk",
    "azureFile",
    "cephfs",
    "cinder",
    "csi",
    "fc",
    "flexVolume",
    "flocker",
    "gcePersistentDisk",
    "glusterfs",
    "hostPath",
    "iscsi",
    "local",
    "nfs",
    "photonPersistentDisk",
    "portworxVolume",
    "quobyte",
    "rbd",
    "scaleIO",
    "storageos",
    "vsphereVolume",
  ].map(source => `spec.${source}`),
  "v1/PersistentVolumeClaim": [
    "spec.accessModes",
    "spec.selector",
    "spec.storageClassName",
    "spec.volumeName",
  ],
  "v1/Pod": ["spec"],
  "v1/ResourceQuota": ["spec.scopes"],
  "v1/Service": ["spec.clusterIP"],
};

const IDENTITY = ["metadata.name", "metadata.namespace"];

/** Whether a change at this path of the object means another object. */
export function replaces(object: KubernetesObject, path: string, mutability: Mutability): boolean {
  const fields = [...IDENTITY, ...fieldsOf(object, mutability)];
  return fields.some(field => path === field || path.startsWith(`${field}.`) || path.startsWith(`${field}[`));
}

function fieldsOf(object: KubernetesObject, mutability: Mutability): readonly string[] {
  const frozen = object.immutable === true;
  if (isSecretKind(object)) {
    return mutability.enableSecretMutable && !frozen ? ["type"] : ["type", "data", "stringData"];
  }
  if (groupOf(object) === "" && object.kind === "ConfigMap") {
    return mutability.enableConfigMapMutable && !frozen ? [] : ["data", "binaryData"];
  }
  return FIELDS[`${object.apiVersion}/${object.kind}`] ?? [];
}

/** Whether the name was made up, so that a new object gets another one. */
export function isAutonamed(object: KubernetesObject): boolean {
  return annotation(object, "pulumi.com/autonamed") === "true";
}
