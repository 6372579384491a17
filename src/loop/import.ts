import { join } from "node:path";
import type { Octokit } from "octokit";
import pMap from "p-map";
import { type Conversion, convertEntry } from "../adoption/convert.ts";
import { entryOf, type NewEntry } from "../adoption/entry.ts";
import { entryText } from "../adoption/entry-file.ts";
import { learn } from "../adoption/learn.ts";
import { writeValid } from "../adoption/new-files.ts";
import { hasStandard, standardFile, standardText, withTeams } from "../adoption/standard-file.ts";
import { type Catalogue, loadCatalogue } from "../catalogue/catalogue.ts";
import type { Layer } from "../catalogue/layer.ts";
import { suggestion } from "../catalogue/nearest.ts";
import type { Standard } from "../catalogue/standard.ts";
import type { Plan } from "../engine/plan.ts";
import { type Project, WrongUsage } from "../engine/project.ts";
import { reach } from "../github/access.ts";
import { LiveOrganization } from "../github/live-organization.ts";
import { LiveRepository } from "../github/live-repository.ts";
import { folded } from "../github/names.ts";
import { repositoryOf, symbolicContext } from "../repository/desired-state.ts";
import { observe } from "../repository/observe.ts";
import { baseline } from "../repository/specification.ts";
import { type Adopted, adoptedOf } from "./adopt.ts";
import { begin, type Forecast, forecast } from "./forecast.ts";
import { assertStackFits, openTarget, type Reporting } from "./target.ts";

export interface ImportOptions extends Reporting {
  readonly project: Project;
  readonly stack: string;
  /** The organisation's login. */
  readonly organization: string;
  /** The catalogue's directory; it may be empty or not there yet. */
  readonly directory: string;
  /** Repositories to take in; all of the organisation's where this is absent. */
  readonly names?: readonly string[];
  /** Rewrite classic branch protection as rulesets, for the next `up` to put in its place. */
  readonly asRulesets?: boolean;
}

export interface ImportResult {
  /** Entries that were written; those there already were left alone. */
  readonly written: readonly NewEntry[];
  /** What was asked for and has an entry already. */
  readonly known: readonly string[];
  /** What is in the state now and was not before. */
  readonly adopted: readonly Adopted[];
  /** Entries that ask for rulesets now where there is classic branch protection. */
  readonly converted: readonly Conversion[];
  /** What `up` would change after it: nothing but those rulesets, unless the live world moved meanwhile. */
  readonly plan: Plan;
}

/** The archetype of an organisation that has no standard of its own yet. */
const firstArchetype = "repository";

/**
 * Takes repositories of a live organisation in: writes their entries, with what differs from the standard, and puts what
 * exists into the state. Only reads at GitHub. Without a standard, one is learnt from what the repositories have in
 * common. All files are written at once, and only if the catalogue is valid with them; stopped after that, it goes on from
 * there when it is called again.
 * @throws WrongUsage for a name that the organisation does not have; NoAccess, InvalidCatalogue, Undeclarable, EngineFailed
 */
export async function importRepositories(options: ImportOptions): Promise<ImportResult> {
  const { directory, organization } = options;
  const api = await reach(organization);
  const isNew = !hasStandard(directory);
  const live = new LiveWorld(api, organization, isNew ? {} : (await loadCatalogue(directory)).standard.apps);
  const found = (await live.organization.repositories).map(({ name }) => name);
  const names = options.names ? asFound(options.names, found, organization) : found;
  await assertStackFits(options);
  const files = new Map<string, string>();
  if (isNew) files.set(standardFile, standardText(await firstStandard(live, names, options)));
  const catalogue = await loadCatalogue(directory, undefined, files);
  const teams = isNew ? {} : await missingTeams(live.organization, catalogue.standard);
  if (Object.keys(teams).length > 0) files.set(standardFile, await withTeams(directory, teams));
  const written = await newEntries(live, names, catalogue, options);
  for (const { name, archetype, layer } of written)
    files.set(join(name, "repo.yaml"), entryText(archetype, layer));
  await writeValid(directory, files);
  const { found: taken, rest } = await takeIn(api, await loadCatalogue(directory), options);
  const converted = options.asRulesets ? await convert(live.organization, names, options) : [];
  const plan = converted.length > 0 ? await nextPlan(api, options) : rest;
  const known = names.filter(name => !written.some(entry => entry.name === name));
  return { written, known, adopted: adoptedOf(taken), converted, plan };
}

/** The organisation and its repositories; what was read of one is not read again. */
class LiveWorld {
  readonly organization: LiveOrganization;
  readonly #api: Octokit;
  readonly #repositories = new Map<string, LiveRepository>();

  constructor(api: Octokit, name: string, apps: Readonly<Record<string, number>>) {
    this.#api = api;
    this.organization = new LiveOrganization(api, name, apps);
  }

  repository(name: string): LiveRepository {
    const known = this.#repositories.get(name) ?? new LiveRepository(this.#api, this.organization, name);
    this.#repositories.set(name, known);
    return known;
  }
}

/** The names as GitHub writes them. */
function asFound(
  names: readonly string[],
  found: readonly string[],
  organization: string,
): readonly string[] {
  const known = new Map(found.map(name => [folded(name), name]));
  const named = names.map(name => {
    const live = known.get(folded(name));
    if (live !== undefined) return live;
    throw new WrongUsage(
      `The organisation ${organization} has no repository \`${name}\`${suggestion(name, found)}`,
    );
  });
  return [...new Set(named)];
}

async function firstStandard(
  live: LiveWorld,
  names: readonly string[],
  options: ImportOptions,
): Promise<Layer> {
  const active = await activeOf(live.organization, names);
  const observed = await each(active, "reading", options, name =>
    observe(live.repository(name), repositoryOf(name, baseline)),
  );
  return {
    teams: await declaredTeams(live.organization),
    defaults: learn(observed),
    archetypes: { [firstArchetype]: { summary: "A repository as most of the organisation's are." } },
  };
}

async function activeOf(live: LiveOrganization, names: readonly string[]): Promise<readonly string[]> {
  const asked = new Set(names);
  return (await live.repositories)
    .filter(({ name, archived }) => asked.has(name) && !archived)
    .map(({ name }) => name);
}

async function declaredTeams(live: LiveOrganization): Promise<Layer> {
  const teams = (await live.teams).map(({ name, description, privacy, parent }) => [
    name,
    {
      ...(description ? { description } : {}),
      ...(parent ? { parent: parent.name } : {}),
      ...(privacy === "secret" ? { privacy } : {}),
    },
  ]);
  return Object.fromEntries(teams);
}

async function missingTeams(live: LiveOrganization, { teams }: Standard): Promise<Layer> {
  const declared = new Set(Object.keys(teams).map(name => folded(name)));
  const found = Object.entries(await declaredTeams(live));
  return Object.fromEntries(found.filter(([name]) => !declared.has(folded(name))));
}

async function newEntries(
  live: LiveWorld,
  names: readonly string[],
  { files, standard }: Catalogue,
  options: ImportOptions,
): Promise<readonly NewEntry[]> {
  const context = symbolicContext(options.organization, standard);
  const written = new Set(Object.keys(files).map(folded));
  const missing = names.filter(name => !written.has(folded(name)));
  return await each(missing, "reading", options, name => entryOf(live.repository(name), standard, context));
}

async function takeIn(api: Octokit, catalogue: Catalogue, options: ImportOptions): Promise<Forecast> {
  const target = { ...options, catalogue };
  const open = await openTarget(target);
  const plan = await forecast(open, api, { ...options, target });
  await begin(open, plan, options);
  return plan;
}

async function convert(
  live: LiveOrganization,
  names: readonly string[],
  { directory }: ImportOptions,
): Promise<readonly Conversion[]> {
  const { repositories, files } = await loadCatalogue(directory);
  const slugs = new Map((await live.teams).map(({ slug, name }) => [slug, name]));
  const asked = new Set(names.map(folded));
  const classic = repositories.filter(
    ({ name, branch_protection: rules }) => asked.has(folded(name)) && Object.keys(rules ?? {}).length > 0,
  );
  return await pMap(
    classic,
    repository => convertEntry(repository, String(files[repository.name]), slug => slugs.get(slug) ?? slug),
    { concurrency: 8 },
  );
}

async function nextPlan(api: Octokit, options: ImportOptions): Promise<Plan> {
  const target = { ...options, catalogue: await loadCatalogue(options.directory) };
  return await forecast(await openTarget(target), api, { ...options, target });
}

/** Does the work for each name, some at a time, and tells how far it is. */
async function each<T>(
  names: readonly string[],
  verb: string,
  { onProgress, signal }: Reporting,
  work: (name: string) => Promise<T>,
): Promise<T[]> {
  let done = 0;
  return await pMap(
    names,
    async name => {
      const result = await work(name);
      const current = `${verb} ${name}`;
      onProgress?.({ done: ++done, total: names.length, of: "repositories", current });
      return result;
    },
    { concurrency: 8, ...(signal ? { signal } : {}) },
  );
}
