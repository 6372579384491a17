import { component } from "./component.ts";

/** What a change is about, told by the name that the program gave the resource. */
export interface Subject {
  readonly repository?: string;
  readonly organization?: string;
  readonly cluster?: string;
  /** The kind of thing, e.g. `label`; for a resource outside Fairway's components its type token. */
  readonly kind: string;
  /** Tells things of one kind apart, e.g. a label's name. */
  readonly key?: string;
}

type Owner = "repository" | "organization" | "cluster";

/** Fairway's components, each named after what it stands for. */
const components: Readonly<Record<string, Owner>> = {
  [component.standardRepository]: "repository",
  [component.organization]: "organization",
  [component.clusterBootstrap]: "cluster",
  [component.clusterKeys]: "cluster",
  [component.fluxTenant]: "cluster",
  [component.fleetFiles]: "cluster",
};

/** The parts of `urn:pulumi:<stack>::<project>::<type>::<name>`; the name may contain `::` itself. */
export function urnParts(urn: string): { readonly type: string; readonly name: string } {
  const [, , type = "", ...name] = urn.split("::");
  return { type, name: name.join("::") };
}

/** A resource as the program makes it. */
export interface Registration {
  readonly stack: string;
  readonly project: string;
  /** The type token of the component that it is a part of; absent where it is part of none. */
  readonly parent?: string;
  readonly type: string;
  readonly name: string;
}

/** The URN of a resource: https://www.pulumi.com/docs/iac/concepts/resources/names/#urns */
export function urnOf({ stack, project, parent, type, name }: Registration): string {
  const types = parent === undefined ? type : `${parent}$${type}`;
  return `urn:pulumi:${stack}::${project}::${types}::${name}`;
}

/** The name of a component's child, which tells what it is about: `subjectOf` reads it. */
export function childName(owner: string, kind: string, key?: string): string {
  return [owner, kind, ...(key === undefined ? [] : [key])].join("/");
}

/**
 * Whom and what a resource's URN is about. Children of a component are named `<owner>/<kind>` or `<owner>/<kind>/<key>`;
 * the owner's name never has a slash, the key may.
 */
export function subjectOf(urn: string): Subject {
  const { type, name } = urnParts(urn);
  const types = type.split("$");
  const owner = types.map(token => components[token]).find(Boolean);
  const slash = name.indexOf("/");
  if (!owner || slash < 0) return { kind: types.at(-1) ?? type, key: name };
  const [kind = "", ...key] = name.slice(slash + 1).split("/");
  return { [owner]: name.slice(0, slash), kind, ...(key.length > 0 ? { key: key.join("/") } : {}) };
}

/** The name of the repository that a resource belongs to, or that it stands for itself as a component. */
export function repositoryOf(urn: string): string | undefined {
  const { type, name } = urnParts(urn);
  return type === component.standardRepository ? name : subjectOf(urn).repository;
}

/** Orders subjects by their owner, then by kind and key; a repository comes before all that lies in it. */
export function compareSubjects(a: Subject, b: Subject): number {
  const [first, second] = [orderOf(a), orderOf(b)];
  return first < second ? -1 : first > second ? 1 : 0;
}

function orderOf({ repository, organization, cluster, kind, key = "" }: Subject): string {
  const owner = repository ?? organization ?? cluster ?? "";
  return [owner, kind === "repository" ? "" : kind, key].join("\0");
}
