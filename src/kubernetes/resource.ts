import type { Manifest } from "./manifest.ts";

/** The type token of an object as a resource: the group that has no name in `apiVersion` is `core` there. */
export function resourceType({ apiVersion, kind }: Pick<Manifest, "apiVersion" | "kind">): string {
  return `kubernetes:${apiVersion.includes("/") ? apiVersion : `core/${apiVersion}`}:${kind}`;
}

/** `<cluster>/<kind>/<namespace>/<name>`, from which a report tells what a change is about. */
export function resourceName(cluster: string, { kind, metadata: { namespace, name } }: Manifest): string {
  return [cluster, kind, ...(namespace === undefined ? [] : [namespace]), name].join("/");
}
