import { isDeepStrictEqual } from "node:util";
import { isObject, type Properties } from "../../../components/provider/properties.ts";
import { isBuiltIn } from "./kinds.ts";
import { annotation, type KubernetesObject } from "./object.ts";

/** What a new or changed object still lacks, in words for a person; undefined where it is ready. */
type Lack = (object: KubernetesObject) => string | undefined;

/** An object that says it will never be ready. */
export class Hopeless extends Error {
  override readonly name = "Hopeless";
}

/**
 * The kinds that are waited for. The official provider also waits for a Service's endpoints, an Ingress, volumes and their
 * claims. Both leave a definition's establishment to whatever needs it; to wait for it here saves that a few attempts.
 */
const KINDS: Readonly<Record<string, Lack>> = {
  "apiextensions.k8s.io/v1/CustomResourceDefinition": condition("Established"),
  "apps/v1/DaemonSet": rollout("desiredNumberScheduled", ["updatedNumberScheduled", "numberAvailable"]),
  "apps/v1/Deployment": deployment,
  "apps/v1/StatefulSet": rollout("replicas", ["updatedReplicas", "readyReplicas"]),
  "batch/v1/Job": condition("Complete", "Failed"),
  "v1/Namespace": ({ status }) => (phaseOf(status) === "Active" ? undefined : "it is not active yet"),
  "v1/Pod": pod,
  "v1/ResourceQuota": ({ spec, status }) =>
    isDeepStrictEqual(part(spec).hard, part(status).hard) ? undefined : "its limits are not in force yet",
  "v1/Secret": ({ type, data }) =>
    type !== "kubernetes.io/service-account-token" || Object.keys(part(data)).length
      ? undefined
      : "it has no token yet",
};

/**
 * What the object is to be waited for: what its annotations say, or else what its kind calls for.
 * @throws when its `pulumi.com/waitFor` is beyond this provider.
 */
export function lackOf(object: KubernetesObject): Lack | undefined {
  if (annotation(object, "pulumi.com/skipAwait") === "true") return undefined;
  const wanted = annotation(object, "pulumi.com/waitFor");
  if (wanted === undefined) return KINDS[`${object.apiVersion}/${object.kind}`];
  const lacks = expressions(wanted).map(expressed);
  return live => lacks.map(lack => lack(live)).find(lack => lack !== undefined);
}

/** For these kinds `pulumi.com/skipAwait` holds for the deletion as well, as it always has. */
const LET_GO: ReadonlySet<string> = new Set([
  "DaemonSet",
  "Deployment",
  "Job",
  "Namespace",
  "Pod",
  "ReplicationController",
  "StatefulSet",
]);

/** Whether a deletion is over only when the object is gone. */
export function isAwaitedWhenDeleted(object: KubernetesObject): boolean {
  return !(
    isBuiltIn(object) &&
    LET_GO.has(object.kind) &&
    annotation(object, "pulumi.com/skipAwait") === "true"
  );
}

/** One expression, or a JSON list of them. */
function expressions(wanted: string): readonly string[] {
  try {
    const list: unknown = JSON.parse(wanted);
    return Array.isArray(list) ? list.map(String) : [wanted];
  } catch {
    return [wanted];
  }
}

function expressed(expression: string): Lack {
  const [, type, status = "True"] = /^condition=([^=]+)(?:=(.+))?$/.exec(expression) ?? [];
  if (type) {
    return ({ status: live }) =>
      statusOf(live, type)?.toLowerCase() === status.toLowerCase()
        ? undefined
        : `${type} is not ${status} yet`;
  }
  const [, path, value] = /^jsonpath=\{?\.([\w.-]+)\}?(?:=(.+))?$/.exec(expression) ?? [];
  if (path) {
    const read = (live: unknown) => path.split(".").reduce<unknown>((inner, key) => part(inner)[key], live);
    return live =>
      (value === undefined ? read(live) !== undefined : String(read(live)) === value)
        ? undefined
        : `${path} is not ${value ?? "there"} yet`;
  }
  throw new Error(
    `This sandbox's Kubernetes provider can't wait for «${expression}»: it understands condition=TYPE[=STATUS] and jsonpath={.a.b}[=VALUE].`,
  );
}

function condition(type: string, failure?: string): Lack {
  return ({ status }) => {
    if (failure && statusOf(status, failure) === "True") throw new Hopeless(messageOf(status, failure));
    return statusOf(status, type) === "True" ? undefined : `it is not ${type} yet`;
  };
}

/** All that are wanted are of the newest revision, and serve. */
function rollout(wanted: string, counts: readonly string[]): Lack {
  return ({ metadata, spec, status }) => {
    const seen = Number(part(status).observedGeneration ?? 0);
    if (seen < (metadata.generation ?? 0)) return "its controller has not looked at it yet";
    const all = Number(part(spec)[wanted] ?? part(status)[wanted] ?? 0);
    const [least = 0] = counts.map(count => Number(part(status)[count] ?? 0)).toSorted((a, b) => a - b);
    return least >= all ? undefined : `${least} of ${all} are ready`;
  };
}

function deployment(object: KubernetesObject): string | undefined {
  const progress = conditionOf(object.status, "Progressing");
  if (progress?.reason === "ProgressDeadlineExceeded") {
    throw new Hopeless(messageOf(object.status, "Progressing"));
  }
  return rollout("replicas", ["updatedReplicas", "availableReplicas"])(object);
}

function pod({ status }: KubernetesObject): string | undefined {
  const phase = phaseOf(status);
  if (phase === "Failed") throw new Hopeless(String(part(status).message ?? "it has failed"));
  return phase === "Succeeded" || statusOf(status, "Ready") === "True" ? undefined : "it is not ready yet";
}

function phaseOf(status: unknown): unknown {
  return part(status).phase;
}

function conditionOf(status: unknown, type: string): Properties | undefined {
  const { conditions } = part(status);
  return (Array.isArray(conditions) ? conditions.map(part) : []).find(found => found.type === type);
}

function statusOf(status: unknown, type: string): string | undefined {
  const found = conditionOf(status, type)?.status;
  return found === undefined ? undefined : String(found);
}

function messageOf(status: unknown, type: string): string {
  return String(conditionOf(status, type)?.message ?? `it is ${type}`);
}

function part(value: unknown): Properties {
  return isObject(value) ? value : {};
}
