import { Document, isCollection, isMap, isScalar, visit, type YAMLMap } from "yaml";
import type { Layer } from "../catalogue/layer.ts";

const width = 110;

/** The text of a new `repo.yaml`: the archetype, and what the entry says over it. */
export function entryText(archetype: string, entry: Layer): string {
  return `# yaml-language-server: $schema=../../schema/entry.json\n${yamlText({ archetype, ...entry })}`;
}

/** YAML as a person would write it: short lists and maps of plain values stand on one line. */
export function yamlText(value: Layer): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection(key, node, path) {
      if (path.length > 1 && key !== null && isFlat(node) && node.toString().length < width) {
        (node as YAMLMap).flow = oneLine(node).length + indentOf(path.length) <= width;
      }
    },
  });
  return document.toString({ lineWidth: width, flowCollectionPadding: true });
}

function isFlat(node: unknown): boolean {
  if (!isCollection(node)) return false;
  return node.items.every(item =>
    isMap(node) ? isScalar((item as { value: unknown }).value) : isScalar(item),
  );
}

function oneLine(node: unknown): string {
  return JSON.stringify((node as { toJSON(): unknown }).toJSON());
}

function indentOf(depth: number): number {
  return 2 * depth;
}
