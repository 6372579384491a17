import type * as github from "@pulumi/github";
import * as pulumi from "@pulumi/pulumi";
import { component } from "../src/engine/component.ts";
import { childName } from "../src/engine/urn.ts";
import { desiredRepository, kinds } from "../src/repository/desired.ts";
import type { Context } from "../src/repository/facet.ts";
import type { KindName, Resource } from "../src/repository/resource.ts";
import type { Repository } from "../src/repository/specification.ts";
import { constructors } from "./constructors.ts";
import { patience } from "./patience.ts";

export interface StandardRepositoryArgs {
  /** The repository as the catalogue resolves it. */
  readonly repository: Repository;
  /** What it depends on beyond itself: the organisation's teams, apps, people and secrets. */
  readonly context: Omit<Context, "repositoryNodeId">;
}

/**
 * A GitHub repository of the organisation with everything the standard asks of it. Removing it never deletes at once:
 * its `lifecycle` archives, or deletes where `deletion: permanent` was applied before.
 */
export class StandardRepository extends pulumi.ComponentResource {
  readonly #made = new Map<Resource, pulumi.CustomResource>();
  readonly #desired: readonly Resource[];
  readonly #name: string;

  constructor(
    name: string,
    { repository, context }: StandardRepositoryArgs,
    options?: pulumi.ComponentResourceOptions,
  ) {
    const aliases = repository.formerly ? [{ name: repository.formerly }] : [];
    super(component.standardRepository, name, {}, pulumi.mergeOptions({ aliases }, options));
    this.#name = name;
    const nodeId = Promise.withResolvers<string | pulumi.Output<string>>();
    this.#desired = desiredRepository(repository, {
      ...context,
      repositoryNodeId: pulumi.output(nodeId.promise),
    });
    nodeId.resolve(this.#repository?.nodeId ?? "");
    for (const resource of this.#desired) this.#make(resource);
    this.registerOutputs();
  }

  get #repository(): github.Repository | undefined {
    return this.#ofKind("repository")[0] as github.Repository | undefined;
  }

  #ofKind(kind: KindName): pulumi.CustomResource[] {
    return this.#desired.filter(resource => resource.kind === kind).map(resource => this.#make(resource));
  }

  /** Makes a resource after all that must be in place before it, each once. */
  #make(resource: Resource): pulumi.CustomResource {
    const made = this.#made.get(resource);
    if (made) return made;
    const { kind, key, args, after = [] } = resource;
    const create = constructors[kind] as new (
      name: string,
      args: unknown,
      options: pulumi.CustomResourceOptions,
    ) => pulumi.CustomResource;
    const dependsOn = (kind === "repository" ? [] : (["repository", ...after] as const)).flatMap(k =>
      this.#ofKind(k),
    );
    const child = new create(childName(this.#name, kind, key), args, {
      parent: this,
      dependsOn,
      customTimeouts: patience,
      ignoreChanges: [...(kinds[kind].initial ?? [])],
      ...this.#removal(kind),
    });
    this.#made.set(resource, child);
    return child;
  }

  /** Who takes a resource away: the lifecycle for the repository itself, and with it all that lies in it. */
  #removal(kind: KindName): pulumi.CustomResourceOptions {
    const retained = kinds[kind].remains ? { retainOnDelete: true } : {};
    if (kind === "repository" || kind === "lifecycle" || !this.#repository) return retained;
    return { ...retained, deletedWith: this.#repository };
  }
}
