import { isObject, type Properties } from "../../../components/provider/properties.ts";

/** An object of the Kubernetes API, as the server takes and gives it. */
export interface KubernetesObject extends Properties {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: Metadata;
}

export interface Metadata extends Properties {
  readonly name?: string;
  readonly namespace?: string;
  readonly uid?: string;
  readonly generation?: number;
  readonly resourceVersion?: string;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
  readonly managedFields?: readonly ManagedFields[];
}

/** https://kubernetes.io/docs/reference/using-api/server-side-apply/#field-management */
export interface ManagedFields extends Properties {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly subresource?: string;
  readonly fieldsV1?: Properties;
}

/** What the program declared as an object; a part that is absent, or not yet known, is empty. */
export function objectOf(inputs: Properties): KubernetesObject {
  const text = (value: unknown) => (typeof value === "string" ? value : "");
  const metadata = isObject(inputs.metadata) ? inputs.metadata : {};
  return { ...inputs, apiVersion: text(inputs.apiVersion), kind: text(inputs.kind), metadata };
}

export function groupOf({ apiVersion }: Pick<KubernetesObject, "apiVersion">): string {
  return apiVersion.includes("/") ? (apiVersion.split("/")[0] ?? "") : "";
}

export function isSecretKind({ apiVersion, kind }: KubernetesObject): boolean {
  return apiVersion === "v1" && kind === "Secret";
}

export function isDefinition(object: KubernetesObject): boolean {
  return groupOf(object) === "apiextensions.k8s.io" && object.kind === "CustomResourceDefinition";
}

/** Annotations that are not known yet count as absent. */
export function annotation(object: KubernetesObject, name: string): string | undefined {
  const { annotations } = object.metadata;
  const value = isObject(annotations) ? annotations[name] : undefined;
  return typeof value === "string" ? value : undefined;
}

/** The object's id in the state, by which it is imported too: `namespace/name`, or `name` where there is no namespace. */
export function idOf({ metadata: { name = "", namespace } }: KubernetesObject): string {
  return namespace ? `${namespace}/${name}` : name;
}

/** @throws when the id has no name. */
export function named(id: string): { readonly name: string; readonly namespace?: string } {
  const parts = id.split("/");
  const [name = "", namespace] = parts.toReversed();
  if (!name || parts.length > 2) throw new Error(`«${id}» is no id: it is namespace/name, or name.`);
  return namespace ? { name, namespace } : { name };
}
