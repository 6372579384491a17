import type { Properties } from "../../../components/provider/properties.ts";
import { isBuiltIn } from "./kinds.ts";
import { normalized } from "./normal-form.ts";
import type { KubernetesObject } from "./object.ts";

/** What controllers and kubectl note down, and nobody declares. */
const NOTES = new Set([
  "deployment.kubernetes.io/revision",
  "kubectl.kubernetes.io/last-applied-configuration",
]);

/**
 * A live object as if it had been declared so, for an import. Of a custom resource the official provider knows no fields, so
 * that only its name is taken in, and the first update declares the rest.
 */
export function imported(live: KubernetesObject): Properties {
  const { apiVersion, kind, metadata } = live;
  if (!isBuiltIn(live)) {
    const { name, namespace } = metadata;
    return { apiVersion, kind, metadata: { name, ...(namespace ? { namespace } : {}) } };
  }
  const { status: _status, ...declared } = live;
  const annotations = Object.entries(metadata.annotations ?? {}).filter(([key]) => !NOTES.has(key));
  const { annotations: _all, ...rest } = metadata;
  const noted = annotations.length ? { annotations: Object.fromEntries(annotations) } : {};
  return normalized({ ...declared, metadata: { ...rest, ...noted } });
}
