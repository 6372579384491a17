import { folded } from "../github/names.ts";
import { component } from "./component.ts";
import { mapReferences, mapResources, type StoredResource, type StoredStack } from "./deployment.ts";
import { subjectOf, urnParts } from "./urn.ts";

/** A repository that an entry says was called otherwise before. */
export interface Rename {
  readonly from: string;
  readonly to: string;
}

/** Inputs and outputs that hold a repository's name in one kind or another. */
const nameKeys = ["repository", "repositoryName", "repositoryId"];

/**
 * The renames that a state has not seen yet: it knows the old name and not the new one, or the new one in another case. One
 * rename may free the name that another one takes, so the order tells which comes first.
 */
export function dueRenames(stack: StoredStack, declared: readonly Rename[]): readonly Rename[] {
  const names = (stack.deployment.resources ?? []).flatMap(componentName);
  const known = new Map(names.map(name => [folded(name), name]));
  const due: Rename[] = [];
  let waiting = declared;
  for (;;) {
    const next = waiting.filter(({ from, to }) => {
      const isFree = !known.has(folded(to)) || folded(from) === folded(to);
      return isFree && known.has(folded(from)) && known.get(folded(from)) !== to;
    });
    if (next.length === 0) return due;
    for (const { from, to } of next) {
      due.push({ from: known.get(folded(from)) ?? from, to });
      known.delete(folded(from));
      known.set(folded(to), to);
    }
    waiting = waiting.filter(rename => !next.includes(rename));
  }
}

function componentName({ urn }: StoredResource): readonly string[] {
  const { type, name } = urnParts(urn);
  return type === component.standardRepository ? [name] : [];
}

/**
 * Moves everything of the repository `from` in a stack's state to the name `to`: URNs and all that refers to them, ids, and
 * the properties that hold the name. Only the repository itself keeps its id and name, so that all the engine finds to do
 * is to rename it, in place; whatever hangs on the repository is under its new name by then.
 */
export function renamed(stack: StoredStack, { from, to }: Rename): StoredStack {
  const moved = new Map<string, string>();
  mapResources(stack, resource => {
    if (isOf(resource, from)) moved.set(resource.urn, movedUrn(resource.urn, from, to));
    return resource;
  });
  return mapResources(stack, resource => {
    const own = moved.has(resource.urn) && subjectOf(resource.urn).kind !== "repository";
    const named = own ? withName(resource, from, to) : resource;
    const move = (urn: string) => moved.get(urn) ?? urn;
    return mapReferences({ ...named, urn: move(named.urn) }, move);
  });
}

/**
 * Gives each repository's id the name that the repository has. The engine keeps an id for life, and the provider asks for
 * a repository by its id: under the old name it would find whatever repository takes that name next.
 */
export function withCurrentIds(stack: StoredStack): StoredStack {
  return mapResources(stack, resource => {
    const name = currentName(resource);
    return name === undefined
      ? resource
      : { ...resource, id: name, outputs: { ...resource.outputs, id: name } };
  });
}

/** Whether a repository's id is a name that the repository no longer has. */
export function hasFormerIds({ deployment }: StoredStack): boolean {
  return (deployment.resources ?? []).some(resource => currentName(resource) !== undefined);
}

/** The name of a repository whose id is another one. */
function currentName({ urn, id, outputs }: StoredResource): string | undefined {
  const { repository, kind } = subjectOf(urn);
  const name = outputs?.name;
  if (!repository || kind !== "repository" || typeof name !== "string" || !id || id === name)
    return undefined;
  return name;
}

function isOf({ urn }: StoredResource, repository: string): boolean {
  const { type, name } = urnParts(urn);
  return (
    (type === component.standardRepository && name === repository) || subjectOf(urn).repository === repository
  );
}

function movedUrn(urn: string, from: string, to: string): string {
  const { name } = urnParts(urn);
  return urn.slice(0, urn.length - name.length) + to + name.slice(from.length);
}

function withName(resource: StoredResource, from: string, to: string): StoredResource {
  const { id, inputs, outputs } = resource;
  const newId = id === undefined ? undefined : movedId(resource, id, from, to);
  return {
    ...resource,
    ...(newId === undefined ? {} : { id: newId }),
    ...(inputs ? { inputs: replaceNames(inputs, from, to) } : {}),
    ...(outputs ? { outputs: withId(replaceNames(outputs, from, to), newId) } : {}),
  };
}

/** Not every provider tells the id among the outputs; where it does, it must be the same. */
function withId(
  outputs: Readonly<Record<string, unknown>>,
  id: string | undefined,
): Readonly<Record<string, unknown>> {
  return id === undefined || outputs.id === undefined ? outputs : { ...outputs, id };
}

/** Ids are `name`, `name:key`, `owner:name:key` or `owner/name`. A key may equal the name, so the place decides. */
function movedId(resource: StoredResource, id: string, from: string, to: string): string {
  const ownerFirst = resource.inputs?.owner !== undefined || subjectOf(resource.urn).kind === "property";
  const [, before = "", name, after = ""] =
    (ownerFirst ? /^([^:/]+[:/])([^:/]+)(.*)$/s : /^()([^:/]+)(.*)$/s).exec(id) ?? [];
  return name === from ? before + to + after : id;
}

function replaceNames(
  properties: Readonly<Record<string, unknown>>,
  from: string,
  to: string,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(properties).map(([key, value]) => [
      key,
      nameKeys.includes(key) && value === from ? to : value,
    ]),
  );
}
