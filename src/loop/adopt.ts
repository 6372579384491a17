import { createRequire } from "node:module";
import type { ImportResource } from "@pulumi/pulumi/automation/index.js";
import type { Octokit } from "octokit";
import pMap from "p-map";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { component } from "../engine/component.ts";
import {
  mapResources,
  type StoredResource,
  type StoredStack,
  withoutResources,
} from "../engine/deployment.ts";
import { importResources } from "../engine/import.ts";
import type { Change, Plan } from "../engine/plan.ts";
import type { OpenStack } from "../engine/pulumi.ts";
import { exportState, importState } from "../engine/state.ts";
import { childName, urnParts } from "../engine/urn.ts";
import { LiveOrganization } from "../github/live-organization.ts";
import { LiveRepository } from "../github/live-repository.ts";
import { folded } from "../github/names.ts";
import { type OrganizationKindName, organizationKinds } from "../organization/desired.ts";
import { desiredRepository, kinds } from "../repository/desired.ts";
import { symbolicContext } from "../repository/desired-state.ts";
import type { Kind, Properties } from "../repository/facet.ts";
import { nameInRepository, type Resource } from "../repository/resource.ts";
import type { Reporting } from "./target.ts";

export interface SearchOptions extends Pick<Reporting, "onProgress"> {
  /** What a run would create: some of it may be there already. */
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  /** The organisation's login. */
  readonly organization: string;
  readonly api: Octokit;
}

/** Something that was there before the state knew of it. */
export interface Adopted {
  readonly repository?: string;
  readonly kind: string;
  readonly key?: string;
  /** The id that the engine imports it by. */
  readonly id: string;
}

/** Something of the plan that is at GitHub, with all that it takes to put it into the state. */
export interface Found extends Adopted {
  readonly type: string;
  /** The component it belongs to: a repository's name or the organisation's login. */
  readonly owner: string;
  /** Puts right what the provider's import tells wrongly. */
  readonly amend?: (imported: Properties) => Properties;
}

/** The program's resources ask for the plugin of their package's version; imported ones must be of the same provider. */
const githubVersion: string = createRequire(import.meta.url)("@pulumi/github/package.json").version;

const components = {
  repository: component.standardRepository,
  organization: component.organization,
} as const;

/**
 * The planned creations that exist at GitHub already. So a run that was killed before an answer came, an entry that returns,
 * an organisation that is taken in and a state that was lost are all the same case. Only reads at GitHub.
 */
export async function findExisting({
  plan,
  catalogue,
  organization,
  api,
  onProgress,
}: SearchOptions): Promise<readonly Found[]> {
  const creations = plan.changes.filter(({ action }) => action === "create");
  if (creations.length === 0) return [];
  const live = new LiveOrganization(api, organization, catalogue.standard.apps);
  const context = symbolicContext(organization, catalogue.standard);
  const byRepository = Map.groupBy(creations, ({ repository }) => repository);
  const existing = new Set((await live.repositories).map(({ name }) => folded(name)));
  const repositories = catalogue.repositories.filter(
    ({ name }) => byRepository.has(name) && existing.has(folded(name)),
  );
  const ofOrganization = (byRepository.get(undefined) ?? []).filter(change => change.organization);
  let done = 0;
  const found = await pMap(
    repositories,
    async repository => {
      const { name } = repository;
      const wanted = new Set(byRepository.get(name)?.map(nameInRepository));
      const resources = desiredRepository(repository, context).filter(resource =>
        wanted.has(nameInRepository(resource)),
      );
      const ids = await identified(resources, new LiveRepository(api, live, name));
      onProgress?.({
        done: ++done,
        total: repositories.length,
        of: "repositories",
        current: `looking at ${name}`,
      });
      return ids;
    },
    { concurrency: 8 },
  );
  return [...(await identifiedInOrganization(ofOrganization, live)), ...found.flat()];
}

/** What is told of it. */
export function adoptedOf(found: readonly Found[]): readonly Adopted[] {
  return found.map(({ type: _type, owner: _owner, amend: _amend, ...adopted }) => adopted);
}

/**
 * The plan with what is found told as taken over instead of made.
 * @param rest what is left to change once it is in the state
 */
export function withImports(plan: Plan, found: readonly Found[], rest: Plan): Plan {
  const taken = new Set(found.map(subjectName));
  const left = new Map(rest.changes.map(change => [subjectName(change), change]));
  const changes = plan.changes.map((change): Change => {
    const name = subjectName(change);
    if (change.action !== "create" || !taken.has(name)) return change;
    const after = left.get(name) ?? { ...change, action: "update", properties: [] };
    return after.action === "update" ? { ...after, action: "import", properties: toldOf(after) } : after;
  });
  return { ...plan, changes };
}

/** What will change in it. The provider reads little of a repository in the archive: the rest is unknown, and not missing. */
function toldOf({ properties }: Change): Change["properties"] {
  const isArchived = properties.some(({ path, from }) => path === "archived" && from === true);
  return isArchived ? properties.filter(({ from }) => from !== null) : properties;
}

/** What tells a thing from all others of the plan; the organisation's own, and a cluster's, are of no repository. */
export function subjectName({
  repository = "",
  kind,
  key = "",
}: Pick<Change, "repository" | "kind" | "key">): string {
  return [repository, kind, key].join("/");
}

async function identified(resources: readonly Resource[], live: LiveRepository): Promise<Found[]> {
  const found: Found[] = [];
  for (const { kind, key, args } of resources) {
    const { type, identify, amend } = kinds[kind] as Kind;
    const id = await identify(args as never, live, key);
    if (id === undefined) continue;
    found.push({
      repository: live.name,
      owner: live.name,
      kind,
      type,
      id,
      ...(key === undefined ? {} : { key }),
      ...(amend ? { amend: imported => amend(imported, args as never) } : {}),
    });
  }
  return found;
}

async function identifiedInOrganization(
  creations: readonly { readonly kind: string; readonly key?: string }[],
  live: LiveOrganization,
): Promise<Found[]> {
  const found: Found[] = [];
  for (const { kind, key = "" } of creations) {
    const { type, identify } = organizationKinds[kind as OrganizationKindName];
    const id = await identify(live, key);
    if (id !== undefined) found.push({ owner: live.name, kind, key, type, id });
  }
  return found;
}

/**
 * Puts into a stack's state what is at GitHub. What somebody deleted and made again is in the state under an id that is no
 * more; it makes room for the new one.
 */
export async function takeIn(
  open: OpenStack,
  found: readonly Found[],
  onProgress?: Reporting["onProgress"],
): Promise<void> {
  const state = await exportState(open);
  const names = new Set(found.map(thingName));
  const current = withoutResources(state, resource => names.has(thingOf(resource)));
  if (current !== state) await importState(open, current);
  const known = new Map((current.deployment.resources ?? []).map(({ urn }) => [componentOf(urn), urn]));
  const owners = Map.groupBy(found, ownerOf);
  let done = 0;
  await importResources(open, {
    parents: Object.fromEntries([...known].filter(([component]) => owners.has(component))),
    resources: [
      ...[...owners].filter(([component]) => !known.has(component)).map(asComponent),
      ...found.map(asImport),
    ],
    onImported: name => {
      if (!name.includes("/")) return;
      const [current = ""] = name.split("/");
      onProgress?.({ done: ++done, total: found.length, of: "things", current: `taking over ${current}` });
    },
  });
  await importState(open, amended(await exportState(open), found));
}

/** The state with what the providers' import tells wrongly put right. */
function amended(state: StoredStack, found: readonly Found[]): StoredStack {
  const amendments = new Map(found.map(one => [thingName(one), one.amend]));
  return mapResources(state, resource => {
    const amend = amendments.get(thingOf(resource));
    if (!amend) return resource;
    return { ...resource, inputs: amend(resource.inputs ?? {}), outputs: amend(resource.outputs ?? {}) };
  });
}

/** Tells a resource from all others of the stack. */
function thingName(found: Found): string {
  return `${found.type}::${nameInState(found)}`;
}

function thingOf({ urn }: StoredResource): string {
  const { type, name } = urnParts(urn);
  return `${type.split("$").at(-1)}::${name}`;
}

function nameInState({ owner, kind, key }: Found): string {
  return childName(owner, kind, key);
}

function asComponent([name, [first]]: [string, Found[]]): ImportResource {
  const type = first?.repository === undefined ? components.organization : components.repository;
  return { type, name, logicalName: first?.owner ?? "", component: true };
}

function asImport(found: Found): ImportResource {
  const { type, id } = found;
  return {
    type,
    name: nameInState(found),
    id,
    parent: ownerOf(found),
    ...(type.startsWith("github:") ? { version: githubVersion } : {}),
  };
}

function ownerOf({ owner, repository }: Found): string {
  return componentName(owner, repository !== undefined);
}

/** An organisation may have a repository of its own name, so a component goes by its kind as well. */
function componentName(owner: string, isRepository: boolean): string {
  return `${isRepository ? "repository" : "organization"} ${owner}`;
}

function componentOf(urn: string): string {
  const { type, name } = urnParts(urn);
  return componentName(name, type === components.repository);
}
