import { createRequire } from "node:module";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { component } from "../engine/component.ts";
import { isSound, type StoredResource, type StoredStack, thingsOf } from "../engine/deployment.ts";
import type { Declaration } from "../engine/plan.ts";
import { hidden, unknown } from "../engine/properties.ts";
import type { Creations } from "../engine/pulumi.ts";
import { everything, type Scope } from "../engine/scope.ts";
import { childName, repositoryOf, urnOf } from "../engine/urn.ts";
import { desiredOrganization, organizationKinds } from "../organization/desired.ts";
import { desiredRepository, kinds } from "../repository/desired.ts";
import type { Context } from "../repository/facet.ts";
import { type SecretReference, valueFromEnvironment } from "../repository/secret.ts";
import type { Repository } from "../repository/specification.ts";
import { foundationsOf } from "../scaffolding/desired.ts";
import type { Place } from "./cluster-declaration.ts";
import { lasting } from "./lasting.ts";
import { hidesSecret, isDeclared, Secret } from "./stored-inputs.ts";

export interface OrganizationDeclarationOptions extends Place {
  /** The organisation's login. */
  readonly organization: string;
  /** The numeric id of a person, by login. */
  readonly userId: (login: string) => Promise<number>;
}

interface Declared extends Declaration {
  /** Whether it stays in the world when it leaves the state. */
  readonly isKept: boolean;
  /** The inputs that matter only when it is made. */
  readonly initial?: readonly string[] | undefined;
}

const githubVersion: string = createRequire(import.meta.url)("@pulumi/github/package.json").version;

/**
 * What the organisation's program declares, told without the engine, and held against a state. The engine takes its time for
 * each thing, also where nothing has changed; this says which repositories it has to be asked about.
 */
export class OrganizationDeclaration {
  readonly #catalogue: Catalogue;
  readonly #options: OrganizationDeclarationOptions;
  /** The numeric ids of people by login, as far as they were asked for. */
  readonly #people = new Map<string, number>();

  constructor(catalogue: Catalogue, options: OrganizationDeclarationOptions) {
    this.#catalogue = catalogue;
    this.#options = options;
  }

  /**
   * Of what in the state is not just what is declared, in good order, and of the provider's version.
   * @param readable the state with its secrets in clear; asked for where some are declared
   */
  async differing(state: StoredStack, readable: () => Promise<StoredStack>): Promise<Scope> {
    const resources = state.deployment.resources ?? [];
    if (!resources.every(isOfThisVersion)) return everything;
    const stored = new Map(resources.map(resource => [resource.urn, resource]));
    const organization = this.#ofOrganization(stored);
    const repositories = await this.#ofRepositories(this.#catalogue.repositories, stored);
    const all = [...organization, ...repositories.values()].flat();
    const hiding = new Set(all.flatMap(({ urn }) => (hidesSecret(stored.get(urn)?.inputs) ? [urn] : [])));
    const plain = hiding.size > 0 ? inputsOf(await readable()) : undefined;
    const isStored = ({ urn, inputs, isKept, initial }: Declared) => {
      const found = stored.get(urn);
      const known = hiding.has(urn) ? plain?.get(urn) : found?.inputs;
      return (
        found !== undefined &&
        isLike(found, isKept) &&
        isDeclared(lasting(inputs, initial), lasting(known, initial))
      );
    };
    const declared = new Set(all.map(({ urn }) => urn));
    const interrupted = (state.deployment.pending_operations ?? []).map(({ resource }) => resource.urn);
    const others = [
      ...thingsOf(state).flatMap(({ urn }) => (declared.has(urn) ? [] : [urn])),
      ...interrupted,
    ];
    const left = others.map(repositoryOf);
    // Whatever is changed of the organisation's own, any repository may depend on it; on what is new, none does yet.
    const made = organization.filter(({ urn }) => !stored.has(urn));
    if (!organization.every(thing => made.includes(thing) || isStored(thing))) return everything;
    const changed = [...repositories].filter(([, things]) => !things.every(isStored)).map(([name]) => name);
    return {
      whole: false,
      organization: made.length > 0 || left.includes(undefined),
      repositories: new Set([...changed, ...left.filter(name => name !== undefined)]),
    };
  }

  /** What of a scope a state knows nothing of. The engine would not tell more of that, but ask the providers whether they take it. */
  async creations(scope: Scope, state: StoredStack): Promise<Creations> {
    const stored = new Map((state.deployment.resources ?? []).map(resource => [resource.urn, resource]));
    const known = new Set(thingsOf(state).map(({ urn }) => repositoryOf(urn)));
    const repositories = this.#catalogue.repositories.filter(
      ({ name, formerly }) => scope.repositories.has(name) && !known.has(name) && formerly === undefined,
    );
    const declared = await this.#ofRepositories(repositories, stored);
    const { organization: login } = this.#options;
    const own = scope.organization && !known.has(undefined) ? this.#ofOrganization(stored) : [];
    return {
      organization: own.length > 0 ? this.#whole(component.organization, login, own) : [],
      repositories: new Map(
        [...declared]
          .filter(([, things]) => !things.some(({ inputs }) => lacksSecret(inputs)))
          .map(([name, things]) => [name, this.#whole(component.standardRepository, name, things)]),
      ),
    };
  }

  /** A component with all that it is made of. */
  #whole(type: string, name: string, things: readonly Declaration[]): readonly Declaration[] {
    const { stack, project } = this.#options;
    return [{ urn: urnOf({ stack, project, type, name }), inputs: {} }, ...things.map(withoutSecrets)];
  }

  #ofOrganization(stored: ReadonlyMap<string, StoredResource>): readonly Declared[] {
    const { organization } = this.#options;
    const { teams, properties } = desiredOrganization(organization, this.#catalogue.standard);
    return [
      ...teams.map(({ name, parent, args }) => ({
        urn: this.#team(name),
        inputs:
          parent === undefined
            ? args
            : { ...args, parentTeamId: stored.get(this.#team(parent))?.id ?? unknown },
        isKept: true,
      })),
      ...properties.map(({ name, args }) => ({ urn: this.#property(name), inputs: args, isKept: true })),
    ];
  }

  async #ofRepositories(
    repositories: readonly Repository[],
    stored: ReadonlyMap<string, StoredResource>,
  ): Promise<ReadonlyMap<string, readonly Declared[]>> {
    const declared = new Map<string, readonly Declared[]>();
    for (const repository of repositories) {
      const strangers = new Set<string>();
      const things = this.#ofRepository(repository, stored, login => {
        if (!this.#people.has(login)) strangers.add(login);
        return this.#people.get(login) ?? 0;
      });
      for (const login of strangers) this.#people.set(login, await this.#options.userId(login));
      const userId = (login: string) => this.#people.get(login) ?? 0;
      const isKnown = strangers.size === 0;
      declared.set(repository.name, isKnown ? things : this.#ofRepository(repository, stored, userId));
    }
    return declared;
  }

  #ofRepository(
    repository: Repository,
    stored: ReadonlyMap<string, StoredResource>,
    userId: Context["userId"],
  ): readonly Declared[] {
    const { organization } = this.#options;
    const { standard } = this.#catalogue;
    const { apps = {}, properties = {} } = standard;
    const output = (urn: string, name: string) => (stored.get(urn)?.outputs?.[name] ?? unknown) as never;
    const context: Context = {
      organization,
      foundations: foundationsOf(standard),
      apps,
      repositoryNodeId: output(this.#child(repository.name, "repository"), "nodeId"),
      propertyType: name =>
        stored.has(this.#property(name))
          ? output(this.#property(name), "type")
          : (properties[name]?.type ?? unknown),
      teamId: name => {
        const id = stored.get(this.#team(name))?.id;
        return id === undefined ? (unknown as never) : Number(id);
      },
      teamSlug: name => output(this.#team(name), "slug"),
      userId,
      secret,
    };
    return desiredRepository(repository, context).map(({ kind, key, args }) => ({
      urn: this.#child(repository.name, kind, key),
      inputs: args,
      isKept: kinds[kind].remains ?? false,
      initial: kinds[kind].initial,
    }));
  }

  #child(repository: string, kind: keyof typeof kinds, key?: string): string {
    const name = childName(repository, kind, key);
    return this.#urn(component.standardRepository, kinds[kind].type, name);
  }

  #team(name: string): string {
    return this.#ofOwner("team", name);
  }

  #property(name: string): string {
    return this.#ofOwner("property", name);
  }

  #ofOwner(kind: keyof typeof organizationKinds, key: string): string {
    const name = childName(this.#options.organization, kind, key);
    return this.#urn(component.organization, organizationKinds[kind].type, name);
  }

  #urn(parent: string, type: string, name: string): string {
    const { stack, project } = this.#options;
    return urnOf({ stack, project, parent, type, name });
  }
}

/** What the environment lacks is never as declared: the program tells of it. */
function secret(reference: SecretReference): never {
  try {
    return new Secret(valueFromEnvironment(reference)) as never;
  } catch {
    return lackingSecret as never;
  }
}

function withoutSecrets({ urn, inputs }: Declaration): Declaration {
  return {
    urn,
    inputs: JSON.parse(JSON.stringify(inputs, (_, value) => (value instanceof Secret ? hidden : value))),
  };
}

const lackingSecret = new Secret("");

function lacksSecret(inputs: unknown): boolean {
  if (inputs === lackingSecret) return true;
  return typeof inputs === "object" && inputs !== null && Object.values(inputs).some(lacksSecret);
}

function isLike(found: StoredResource, isKept: boolean): boolean {
  return isSound(found) && (found.retainOnDelete ?? false) === isKept;
}

/** Another version of the provider may see another difference in the same. */
export function isOfThisVersion({ type, inputs = {} }: StoredResource): boolean {
  return type !== "pulumi:providers:github" || inputs.version === githubVersion;
}

function inputsOf({ deployment }: StoredStack): ReadonlyMap<string, unknown> {
  return new Map((deployment.resources ?? []).map(({ urn, inputs }) => [urn, inputs]));
}
