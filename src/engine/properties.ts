import { isDeepStrictEqual } from "node:util";
import type { StepEventMetadata } from "@pulumi/pulumi/automation/index.js";
import { changesByName, notYetKnown } from "./named-things.ts";
import { isMarkedSecret } from "./signature.ts";

/** One property that a change sets anew; null stands for nothing. */
export interface PropertyChange {
  /** As in the engine: `color`, `rules.requiredStatusChecks`; of things that name themselves by name: `teams.core.permission`. */
  readonly path: string;
  readonly from: unknown;
  readonly to: unknown;
}

/** How the engine hides a secret in its own events. */
export const hidden = "[secret]";

/** How the engine marks a value that nobody knows before the change is made, in its own events. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** What differs between a thing and what is wanted of it: of a new or a removed one everything that was declared of it. */
export function propertyChanges(metadata: StepEventMetadata): readonly PropertyChange[] {
  const { old, new: wanted } = metadata;
  if (!wanted) return topLevel(old?.inputs).map(([path, from]) => ({ path, from, to: null }));
  if (!old) return propertiesOfNew(wanted.inputs);
  const details = Object.entries(metadata.detailedDiff ?? {});
  const paths = details.length > 0 ? details.map(([path]) => path) : (metadata.diffs ?? []);
  const told = paths.filter(path => !path.startsWith("__"));
  return [...Map.groupBy(told, listOf)].flatMap(([whole, within]) => {
    const changes = changesByName(whole, valuesAt(whole, metadata));
    if (changes.length > 0) return changes;
    const paths = new Set(within.map(path => plainListOf(path, metadata) ?? path));
    return [...paths].flatMap(path => changeAt(path, metadata));
  });
}

/**
 * The list of plain values, such as names, in which a path means one by its place: what is taken out of it, and what is put in, only
 * the whole list tells.
 */
function plainListOf(path: string, metadata: StepEventMetadata): string | undefined {
  const [, list] = /^(.+)\[\d+\]$/.exec(path) ?? [];
  if (list === undefined) return undefined;
  const { from, to } = valuesAt(list, metadata);
  return [from, to].every(value => value === null || isPlainList(value)) ? list : undefined;
}

function isPlainList(value: unknown): boolean {
  return Array.isArray(value) && value.every(item => typeof item !== "object" || item === null);
}

/** The list that a path leads into, or else the path itself. */
function listOf(path: string): string {
  return /^(.+?)\[\d+\]/.exec(path)?.[1] ?? path;
}

function changeAt(path: string, metadata: StepEventMetadata): readonly PropertyChange[] {
  const { diffKind = "" } = metadata.detailedDiff?.[path] ?? {};
  const { from, to } = valuesAt(path, metadata);
  // What follows from other changes, and nobody declares, has a new value that is known afterwards.
  const follows = to === null && diffKind.startsWith("update");
  // Two secrets that differ look alike.
  const alike = isDeepStrictEqual(from, to) && !hidesSecret(from);
  return follows || alike ? [] : [{ path, from, to }];
}

function valuesAt(path: string, metadata: StepEventMetadata): Omit<PropertyChange, "path"> {
  const { old, new: wanted, detailedDiff } = metadata;
  const { inputDiff = false } = detailedDiff?.[path] ?? {};
  const from = at(inputDiff ? old?.inputs : { ...old?.inputs, ...old?.outputs }, path);
  return { from, to: at(wanted?.inputs, path) };
}

/** Everything that is declared of a new thing. */
export function propertiesOfNew(inputs: object): readonly PropertyChange[] {
  return topLevel(inputs)
    .map(([path, to]) => ({ path, from: null, to }))
    .sort((one, other) => (one.path < other.path ? -1 : 1));
}

const secret = "(secret)";

function hidesSecret(value: unknown): boolean {
  if (value === secret) return true;
  return typeof value === "object" && value !== null && Object.values(value).some(hidesSecret);
}

function topLevel(inputs: object = {}): readonly (readonly [string, unknown])[] {
  return Object.entries(inputs)
    .filter(([key]) => !key.startsWith("__"))
    .map(([key, value]) => [key, shown(value)]);
}

function at(values: unknown, path: string): unknown {
  let value = values;
  for (const key of pathKeys(path)) {
    if (isSecret(value)) return secret;
    value = (value as Record<string, unknown> | null | undefined)?.[key];
  }
  return shown(value);
}

/** `teams[0].permission` and `topics["a.b"]` as keys, one after the other. */
export function pathKeys(path: string): readonly string[] {
  const parts = path.matchAll(/\["((?:[^"\\]|\\.)*)"\]|\[(\d+)\]|([^.[\]]+)/g);
  return [...parts].map(([, quoted, index, name]) => quoted?.replace(/\\(.)/g, "$1") ?? index ?? name ?? "");
}

/** A value as people may see it: secrets hidden, unknown values said to be so, the engine's own keys left out. */
function shown(value: unknown): unknown {
  if (value === undefined) return null;
  if (value === unknown) return notYetKnown;
  if (isSecret(value)) return secret;
  if (Array.isArray(value)) return value.map(shown);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !key.startsWith("__"))
      .map(([key, item]) => [key, shown(item)]),
  );
}

function isSecret(value: unknown): boolean {
  return value === hidden || isMarkedSecret(value);
}
