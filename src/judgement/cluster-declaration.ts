import { isDeepStrictEqual } from "node:util";
import type { Octokit } from "octokit";
import { isObject, type Properties } from "../../components/provider/properties.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Surroundings } from "../cluster/contexts.ts";
import { deployKeyTitle } from "../cluster/deploy-key-title.ts";
import type { HeldSecrets } from "../cluster/held-secrets.ts";
import type { Cluster } from "../cluster/schema.ts";
import { component } from "../engine/component.ts";
import { isSound, type StoredResource, type StoredStack, thingsOf } from "../engine/deployment.ts";
import type { PropertyChange } from "../engine/properties.ts";
import { urnOf } from "../engine/urn.ts";
import { isDeployKey } from "../github/deploy-keys.ts";
import { assertThere } from "../github/not-yet-there.ts";
import type { ApiServer } from "../kubernetes/api-server.ts";
import { withDashes } from "../kubernetes/dashes.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Step } from "../kubernetes/part.ts";
import { resourceName, resourceType } from "../kubernetes/resource.ts";
import { ageKeyEntry } from "../kubernetes/secrets.ts";
import { contentsOf } from "../render/contents.ts";
import { isOpen } from "../render/tree.ts";
import { valueFromEnvironment } from "../repository/secret.ts";
import { placements } from "../tenant/placement.ts";
import { existingOf } from "./existing.ts";

/** Where a program's resources belong. */
export interface Place {
  readonly stack: string;
  readonly project: string;
}

/** What a cluster's program is made from. */
export interface DeclarationOptions extends Pick<Surroundings, "install"> {
  /** The organisation's login. */
  readonly organization: string;
  readonly cluster: Cluster;
  /** The host keys of the address that repositories are read from. */
  readonly knownHosts: string;
  /** What the cluster has already. */
  readonly held: HeldSecrets;
}

/** Something that the program would make. */
interface Declared {
  /** Whether a resource of the state is just that. */
  isLike(stored: StoredResource): boolean;
  /** Where it is an object. */
  readonly manifest?: Manifest;
  /** Where it is a key that the cluster has already: whether it is one still. */
  readonly isThere?: (github: Octokit) => Promise<boolean>;
  /** Where it is a repository's key: whose. */
  readonly keyOf?: string;
}

/**
 * What a cluster's program declares, told without the engine. The engine takes several milliseconds for each object, also
 * where nothing has changed; this says in no time that it has nothing to do.
 */
export class ClusterDeclaration {
  readonly #resources: ReadonlyMap<string, Declared>;
  readonly #organization: string;

  private constructor(resources: ReadonlyMap<string, Declared>, organization: string) {
    this.#resources = resources;
    this.#organization = organization;
  }

  /** @throws Error where the environment lacks a secret; UnusableRelease */
  static of(catalogue: Catalogue, options: DeclarationOptions, place: Place): ClusterDeclaration {
    const { cluster, held, knownHosts, organization } = options;
    const keys = new Map<string, Declared>();
    const here = placements(catalogue).filter(placement => placement.cluster.name === cluster.name);
    const key = (type: string, name: string, inputs: Properties, more: Pick<Declared, "isThere" | "keyOf">) =>
      keys.set(urnOf({ ...place, parent: component.clusterKeys, type, name }), {
        isLike: hasInputs(inputs),
        ...more,
      });
    const contents = contentsOf(cluster, catalogue, options, {
      credentials(repository, namespace, secret) {
        const inputs = {
          owner: organization,
          repository,
          title: deployKeyTitle(cluster.name),
          readOnly: true,
        };
        const identity = held.identity(repository, here, [namespace, secret]);
        const isThere = identity && ((github: Octokit) => isDeployKey(github, inputs, identity));
        key("fairway:index:DeployKey", `${cluster.name}/deployKey/${repository}`, inputs, {
          keyOf: repository,
          ...(isThere ? { isThere } : {}),
        });
        return { identity: identity ?? "", known_hosts: knownHosts };
      },
      ageKey(namespace, secret) {
        const inputs = { name: `${cluster.name}/${namespace}` };
        const identity = held.value(namespace, secret, ageKeyEntry);
        const known = identity ? { isThere: async () => true } : {};
        key("fairway:index:AgeKey", `${cluster.name}/ageKey/${namespace}`, inputs, known);
        return identity ?? "";
      },
      secret: valueFromEnvironment,
    });
    const objects = (steps: readonly Step[], parent: string) =>
      objectsOf(steps, { ...place, parent }, options);
    return new ClusterDeclaration(
      new Map([
        ...keys,
        ...objects(contents.bootstrap, component.clusterBootstrap),
        ...[...contents.tenants.values()].flatMap(steps => objects(steps, component.fluxTenant)),
      ]),
      organization,
    );
  }

  /** Whether a state has all of it, just so and in good order, and nothing else. Never true where it is not. */
  isIn(state: StoredStack): boolean {
    if (state.deployment.pending_operations?.length) return false;
    const things = thingsOf(state);
    return (
      things.length === this.#resources.size &&
      things.every(thing => isSound(thing) && this.#resources.get(thing.urn)?.isLike(thing) === true)
    );
  }

  /**
   * Which of these are in the live world already, and what declaring them would change.
   * @throws NotYetThere where a key is for a repository that GitHub has not; Unreachable, Refused
   */
  async existing(
    urns: readonly string[],
    cluster: ApiServer,
    github: Octokit,
  ): Promise<ReadonlyMap<string, readonly PropertyChange[]>> {
    const objects = new Map<string, Manifest>();
    const there = new Map<string, readonly PropertyChange[]>();
    const repositories = urns.flatMap(urn => this.#resources.get(urn)?.keyOf ?? []);
    await assertThere(github, this.#organization, repositories);
    for (const urn of urns) {
      const { manifest, isThere } = this.#resources.get(urn) ?? {};
      if (manifest) objects.set(urn, manifest);
      if (await isThere?.(github)) there.set(urn, []);
    }
    return new Map([...there, ...(await existingOf(cluster, objects))]);
  }
}

function objectsOf(
  steps: readonly Step[],
  place: Place & { readonly parent: string },
  { cluster, held }: DeclarationOptions,
): readonly [string, Declared][] {
  const urn = (manifest: Manifest) =>
    urnOf({ ...place, type: resourceType(manifest), name: resourceName(cluster.name, manifest) });
  const byPart = new Map(steps.map(({ part, manifests }) => [part, manifests.map(urn)]));
  return steps.flatMap(({ after, kept, manifests }) => {
    const before = new Set(after.flatMap(part => byPart.get(part) ?? []));
    return manifests.map((manifest): [string, Declared] => {
      const isLike = (stored: StoredResource) =>
        (stored.retainOnDelete ?? false) === kept &&
        dependsOn(stored, before) &&
        (isOpen(manifest)
          ? isDeepStrictEqual(canonical({ ...manifest }), canonical(stored.inputs ?? {}))
          : isSameSecret(manifest, stored, held));
      return [urn(manifest), { manifest, isLike }];
    });
  });
}

function isSameSecret(
  manifest: Manifest & { readonly stringData?: unknown },
  { inputs = {} }: StoredResource,
  held: HeldSecrets,
): boolean {
  const { stringData, ...rest } = manifest;
  const { stringData: _encrypted, data: _encoded, ...stored } = inputs;
  const { namespace = "", name } = manifest.metadata;
  return (
    isDeepStrictEqual(canonical(rest), canonical(stored)) &&
    isDeepStrictEqual(stringData, held.entries(namespace, name))
  );
}

/** Which keys an object's values come from is known from the keys themselves. */
function dependsOn({ dependencies = [] }: StoredResource, urns: ReadonlySet<string>): boolean {
  const objects = dependencies.filter(urn => !urn.includes("$fairway:index:"));
  return objects.length === urns.size && objects.every(urn => urns.has(urn));
}

function hasInputs(expected: Properties): Declared["isLike"] {
  return ({ inputs = {} }) =>
    Object.entries(expected).every(([name, value]) => isDeepStrictEqual(inputs[name], value));
}

/** An object in a form in which what means the same is the same: providers leave out what the server would forget. */
function canonical(object: Properties): unknown {
  const { status: _status, ...rest } = JSON.parse(JSON.stringify(withDashes(object))) as Properties;
  if (!isObject(rest.spec) || rest.spec.preserveUnknownFields !== false) return rest;
  const { preserveUnknownFields: _default, ...spec } = rest.spec;
  return { ...rest, spec };
}
