import { isComponent } from "./component.ts";

/** A resource as a stack's exported state has it, as far as Fairway looks at it. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  /** The URN and the id of the provider that it belongs to. */
  readonly provider?: string;
  readonly deletedWith?: string;
  readonly dependencies?: readonly string[];
  readonly aliases?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
  readonly retainOnDelete?: boolean;
  /** When a run wrote it last, RFC 3339. */
  readonly modified?: string;
  /** Why it is there and not ready. */
  readonly initErrors?: readonly string[];
  /** To be made anew by the next run. */
  readonly taint?: boolean;
  /** Removed already, and still to be made anew. */
  readonly pendingReplacement?: boolean;
  /** Replaced already, and still to be removed. */
  readonly delete?: boolean;
}

/** Something that the engine had begun when it was stopped. */
export interface PendingOperation {
  readonly type: string;
  readonly resource: StoredResource;
}

/** What `pulumi stack export` writes: https://www.pulumi.com/docs/cli/commands/pulumi_stack_export/ */
export interface StoredStack {
  readonly version: number;
  readonly deployment: {
    readonly resources?: readonly StoredResource[];
    readonly pending_operations?: readonly PendingOperation[];
    /** Who encrypts the secrets in it. */
    readonly secrets_providers?: { readonly type?: string };
  };
}

/** What a state holds of the world: neither providers nor components, which have nothing of their own. */
export function thingsOf({ deployment }: StoredStack): readonly StoredResource[] {
  return (deployment.resources ?? []).filter(({ type }) => !type.startsWith("pulumi:") && !isComponent(type));
}

/** Whether nothing is left to do about a resource that a run has begun. */
export function isSound({
  initErrors = [],
  taint,
  delete: goes,
  pendingReplacement,
}: StoredResource): boolean {
  return initErrors.length === 0 && !taint && !goes && !pendingReplacement;
}

/** The same state with every resource, also those of pending operations, mapped. */
export function mapResources(
  stack: StoredStack,
  map: (resource: StoredResource) => StoredResource,
): StoredStack {
  const { resources, pending_operations: pending } = stack.deployment;
  return {
    ...stack,
    deployment: {
      ...stack.deployment,
      ...(resources ? { resources: resources.map(map) } : {}),
      ...(pending
        ? { pending_operations: pending.map(one => ({ ...one, resource: map(one.resource) })) }
        : {}),
    },
  };
}

/** The part of a state that holds what is of some owners, and nothing that is pending. Nothing in it may refer to the rest. */
export function partOfState(
  { version, deployment }: StoredStack,
  isIn: (urn: string) => boolean,
): StoredStack {
  const { pending_operations: _, ...rest } = deployment;
  return {
    version,
    deployment: { ...rest, resources: (deployment.resources ?? []).filter(({ urn }) => isIn(urn)) },
  };
}

/** The same state with something pending for some of its resources. */
export function withPending(
  { version, deployment }: StoredStack,
  typeOf: (resource: StoredResource) => string | undefined,
): StoredStack {
  const pending = (deployment.resources ?? []).flatMap(resource => {
    const type = typeOf(resource);
    return type === undefined ? [] : [{ type, resource }];
  });
  return { version, deployment: { ...deployment, pending_operations: pending } };
}

/** A state in which a part is what has become of it elsewhere. What is gone from the part, nothing else depends on any more. */
export function withPart(
  { deployment }: StoredStack,
  part: StoredStack,
  isIn: (urn: string) => boolean,
): StoredStack {
  const { resources = [] } = part.deployment;
  const before = deployment.resources ?? [];
  const left = new Set(resources.map(({ urn }) => urn));
  const gone = new Set(before.flatMap(({ urn }) => (isIn(urn) && !left.has(urn) ? [urn] : [])));
  const others = before.filter(({ urn }) => !isIn(urn)).map(other => withoutReferences(other, gone));
  const known = new Set(resources.map(providerReference));
  const needed = new Set(others.map(({ provider }) => provider));
  const providers = before.filter(resource => {
    const reference = providerReference(resource);
    return isIn(resource.urn) && needed.has(reference) && !known.has(reference);
  });
  return {
    version: part.version,
    deployment: { ...deployment, ...part.deployment, resources: [...providers, ...resources, ...others] },
  };
}

/** A state in which some resources are what they were in a former one, also where they are gone from it. */
export function withFormer(
  { version, deployment }: StoredStack,
  former: StoredStack,
  isFormer: (urn: string) => boolean,
): StoredStack {
  const current = deployment.resources ?? [];
  const before = former.deployment.resources ?? [];
  const restored = before.filter(({ urn }) => isFormer(urn));
  const known = new Set(current.map(providerReference));
  const needed = new Set(restored.map(({ provider }) => provider));
  const providers = before.filter(
    one => needed.has(providerReference(one)) && !known.has(providerReference(one)),
  );
  const isRestored = new Set(restored.map(({ urn }) => urn));
  const all = [...providers, ...restored, ...current.filter(({ urn }) => !isRestored.has(urn))];
  const left = new Set(all.map(({ urn }) => urn));
  const gone = new Set(before.map(({ urn }) => urn).filter(urn => !left.has(urn)));
  const resources = inOrder(all.map(resource => withoutReferences(resource, gone)));
  return { version, deployment: { ...deployment, resources } };
}

/** Each after all that it refers to, as the engine wants it, and otherwise in the order in which they are. */
function inOrder(resources: readonly StoredResource[]): readonly StoredResource[] {
  // One that was replaced, and has yet to be removed, is there beside the new one.
  const byUrn = Map.groupBy(resources, ({ urn }) => urn);
  const seen = new Set<string>();
  const ordered: StoredResource[] = [];
  const take = (urn: string) => {
    if (seen.has(urn)) return;
    seen.add(urn);
    const of = byUrn.get(urn) ?? [];
    for (const other of of.flatMap(referencesOf)) take(other);
    ordered.push(...of);
  };
  for (const urn of byUrn.keys()) take(urn);
  return ordered;
}

function referencesOf(resource: StoredResource): readonly string[] {
  const { provider, parent, deletedWith, dependencies = [], propertyDependencies = {} } = resource;
  const ofProperties = Object.values(propertyDependencies).flatMap(urns => urns ?? []);
  const ofProvider = provider?.slice(0, provider.lastIndexOf("::"));
  return [ofProvider, parent, deletedWith, ...dependencies, ...ofProperties].filter(urn => urn !== undefined);
}

function providerReference({ urn, id }: StoredResource): string {
  return `${urn}::${id}`;
}

/** The same state without some of its resources and all that refers to them; the very same where there are none. */
export function withoutResources(
  stack: StoredStack,
  isGone: (resource: StoredResource) => boolean,
): StoredStack {
  const { resources = [] } = stack.deployment;
  const gone = new Set(resources.filter(isGone).map(({ urn }) => urn));
  if (gone.size === 0) return stack;
  const left = resources
    .filter(({ urn }) => !gone.has(urn))
    .map(resource => withoutReferences(resource, gone));
  return { ...stack, deployment: { ...stack.deployment, resources: left } };
}

function withoutReferences(resource: StoredResource, gone: ReadonlySet<string>): StoredResource {
  return mapReferences(resource, urn => (gone.has(urn) ? undefined : urn));
}

/**
 * The same resource with each URN mapped that stands in it for another resource: its parent, what it depends on, what it goes
 * with, and what it was called. Its provider stays as it is.
 * @param map gives nothing where it is to stand in it no longer
 */
export function mapReferences(
  resource: StoredResource,
  map: (urn: string) => string | undefined,
): StoredResource {
  const { parent, deletedWith, dependencies, aliases, propertyDependencies, ...rest } = resource;
  const one = (key: "parent" | "deletedWith", urn?: string) => {
    const mapped = urn && map(urn);
    return mapped ? { [key]: mapped } : {};
  };
  const all = (urns: readonly string[]) => urns.flatMap(urn => map(urn) ?? []);
  const ofProperties = Object.entries(propertyDependencies ?? {}).map(
    ([key, urns]) => [key, urns && all(urns)] as const,
  );
  return {
    ...rest,
    ...one("parent", parent),
    ...one("deletedWith", deletedWith),
    ...(dependencies ? { dependencies: all(dependencies) } : {}),
    ...(aliases ? { aliases: all(aliases) } : {}),
    ...(propertyDependencies ? { propertyDependencies: Object.fromEntries(ofProperties) } : {}),
  };
}
