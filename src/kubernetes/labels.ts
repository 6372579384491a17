import type { Manifest } from "./manifest.ts";

/** Who keeps an object: policies refuse tenants to touch it. */
export const managedBy = { key: "app.kubernetes.io/managed-by", value: "fairway" } as const;

/** On everything of a tenant, and on its Namespace: policies and network rules know tenants by it. */
export const tenantLabel = "toolkit.fluxcd.io/tenant";

/** Kubernetes' own label of a Namespace with its name. */
export const namespaceLabel = "kubernetes.io/metadata.name";

/** Where an object says what it was declared by, for people who find it on a cluster. */
export const annotationPrefix = "fairway/";

/** The object with these labels beside its own. */
export function labelled<Of extends Manifest>(manifest: Of, labels: Readonly<Record<string, string>>): Of {
  const { metadata } = manifest;
  return { ...manifest, metadata: { ...metadata, labels: { ...metadata.labels, ...labels } } };
}
