import { Refused } from "../../../src/kubernetes/api-server.ts";
import { UnknownKind } from "../../../src/kubernetes/discovery.ts";
import type { KubernetesObject } from "./object.ts";

/**
 * Undefined in place of an error, where that does not tell what an update would meet: a preview says nothing of an object
 * then. `also` is what else does not.
 */
export function uncertain(
  preview: boolean,
  also?: (error: Refused) => boolean,
): (error: unknown) => undefined {
  return error => {
    if (preview && error instanceof UnknownKind) return undefined;
    if (preview && error instanceof Refused && (isUncertain(error) || also?.(error))) return undefined;
    throw error;
  };
}

/** What exists will be gone by the time when the new object is made. */
export function isReplacement({ reason, message }: Refused): boolean {
  return reason === "Invalid" && message.includes("field is immutable");
}

/** The server may not be asked, or its answer depends on what the update does before. */
function isUncertain({ code, reason, about, message }: Refused): boolean {
  return (
    code === 403 ||
    reason === "AlreadyExists" ||
    (code === 404 && about === "namespaces") ||
    (code === 400 && message.includes("does not support dry run"))
  );
}

/** Nobody has worked on what was only tried. */
export function withoutStatus({ status: _status, ...object }: KubernetesObject): KubernetesObject {
  return object as KubernetesObject;
}
