import { Document, parseAllDocuments } from "yaml";
import { isMap } from "../catalogue/layer.ts";
import type { Manifest } from "./manifest.ts";

/** A text that should hold Kubernetes objects and does not. */
export class NotManifests extends Error {
  override readonly name = "NotManifests";
}

/**
 * The objects of a YAML stream, without empty documents; a List counts as its items.
 * @param origin where the text comes from, for messages
 * @throws NotManifests where something in it is no object
 */
export function parseManifests(text: string, origin: string): readonly Manifest[] {
  const documents = parseAllDocuments(text, { logLevel: "error", prettyErrors: false });
  return [...documents].flatMap((document, index): Manifest[] => {
    const [error] = document.errors;
    if (error) throw new NotManifests(`${origin} is not YAML: ${error.message}`);
    const value: unknown = document.toJS();
    if (value === null || value === undefined) return [];
    const items = isMap(value) && value.kind === "List" && Array.isArray(value.items) ? value.items : [value];
    return items.map(item => {
      if (isManifest(item)) return item;
      throw new NotManifests(`Document ${index + 1} of ${origin} is no Kubernetes object.`);
    });
  });
}

function isManifest(value: unknown): value is Manifest {
  if (!isMap(value) || !isMap(value.metadata)) return false;
  return [value.apiVersion, value.kind, value.metadata.name].every(
    field => typeof field === "string" && field !== "",
  );
}

/** Objects as a YAML stream, the same text for the same objects. */
export function formatManifests(manifests: readonly object[]): string {
  return manifests
    .map(manifest => new Document(manifest, { aliasDuplicateObjects: false }).toString({ lineWidth: 0 }))
    .join("---\n");
}
