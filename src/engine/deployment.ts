/** A resource as a stack's exported state has it, as far as Fairway looks at it. */
export interface StoredResource {
  readonly urn: string;
  readonly type: string;
  readonly id?: string;
  readonly parent?: string;
  readonly deletedWith?: string;
  readonly dependencies?: readonly string[];
  readonly aliases?: readonly string[];
  readonly propertyDependencies?: Readonly<Record<string, readonly string[] | null>>;
  readonly inputs?: Readonly<Record<string, unknown>>;
  readonly outputs?: Readonly<Record<string, unknown>>;
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
  };
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
