import { isMap } from "../catalogue/layer.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import { type ImageReference, imageReference } from "../registry/image-reference.ts";

/**
 * The images that objects name: of containers, wherever they stand; the artifacts of OCIRepositories; and in a HelmRelease's
 * values a map `image` with its `repository` and `tag`, as charts mostly have it. What a chart names by itself is not there.
 * @returns names as they are written, and those that are none
 */
export function imagesOf(manifests: readonly Manifest[]): {
  readonly images: readonly ImageReference[];
  readonly unclear: readonly string[];
} {
  const names = [...new Set(manifests.flatMap(namesIn))].toSorted();
  const read = names.map(name => ({ name, image: name.includes("${") ? undefined : imageReference(name) }));
  return {
    images: read.flatMap(({ image }) => image ?? []),
    unclear: read.flatMap(({ name, image }) => (image ? [] : [name])),
  };
}

function namesIn(manifest: Manifest): readonly string[] {
  if (manifest.kind === "OCIRepository") return artifact((manifest as { spec?: unknown }).spec);
  return [...containers(manifest), ...(manifest.kind === "HelmRelease" ? values(manifest) : [])];
}

function artifact(spec: unknown): readonly string[] {
  if (!isMap(spec) || typeof spec.url !== "string") return [];
  const ref = isMap(spec.ref) ? spec.ref : {};
  const name = spec.url.replace(/^oci:\/\//, "");
  const at = text(ref.digest)
    ? `@${ref.digest}`
    : `:${text(ref.tag) ?? (text(ref.semver) ? `${ref.semver}` : "latest")}`;
  return [`${name}${at}`];
}

/** The `image` of each item of a list of containers, at any depth: Deployments, CronJobs and what else there may be. */
function containers(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(containers);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => {
    const isList =
      ["containers", "initContainers", "ephemeralContainers"].includes(key) && Array.isArray(item);
    const own = isList ? item.flatMap(one => (isMap(one) ? (text(one.image) ?? []) : [])) : [];
    return [...own, ...containers(item)];
  });
}

function values(value: unknown): readonly string[] {
  if (Array.isArray(value)) return value.flatMap(values);
  if (!isMap(value)) return [];
  return Object.entries(value).flatMap(([key, item]) => [
    ...(key === "image" && isMap(item) ? chartImage(item) : []),
    ...values(item),
  ]);
}

function chartImage({
  registry,
  repository,
  tag,
  digest,
}: Readonly<Record<string, unknown>>): readonly string[] {
  if (!text(repository)) return [];
  const name = `${text(registry) ? `${registry}/` : ""}${repository}`;
  const version = typeof tag === "number" ? `${tag}` : text(tag);
  return [`${name}${version ? `:${version}` : ""}${text(digest) ? `@${digest}` : ""}`];
}

function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}
