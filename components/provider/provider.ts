import { isDeepStrictEqual } from "node:util";
import type { Octokit } from "octokit";
import { connect } from "../../src/github/api.ts";
import { actionsPermissions } from "./actions-permissions.ts";
import { actionsSecret } from "./actions-secret.ts";
import { codeScanningDefaultSetup } from "./code-scanning-default-setup.ts";
import { dependabotAlerts } from "./dependabot-alerts.ts";
import { dependabotUpdates } from "./dependabot-updates.ts";
import { environment } from "./environment.ts";
import { immutableReleases } from "./immutable-releases.ts";
import { labels } from "./labels.ts";
import { lifecycle } from "./lifecycle.ts";
import { privateVulnerabilityReporting } from "./private-vulnerability-reporting.ts";
import { propertyDefinition } from "./property-definition.ts";
import { securityFeatures } from "./security-features.ts";
import type { Difference, Properties, Resources } from "./service.ts";
import type { OfRepository, Setting } from "./setting.ts";
import { topics } from "./topics.ts";

/** Every resource type of the provider. Each setting gets the values that its own type was declared with. */
const settings = {
  "fairway:index:Lifecycle": lifecycle,
  "fairway:index:Topics": topics,
  "fairway:index:Labels": labels,
  "fairway:index:Environment": environment,
  "fairway:index:ActionsPermissions": actionsPermissions,
  "fairway:index:ActionsSecret": actionsSecret,
  "fairway:index:DependabotAlerts": dependabotAlerts,
  "fairway:index:DependabotUpdates": dependabotUpdates,
  "fairway:index:SecurityFeatures": securityFeatures,
  "fairway:index:CodeScanningDefaultSetup": codeScanningDefaultSetup,
  "fairway:index:PrivateVulnerabilityReporting": privateVulnerabilityReporting,
  "fairway:index:ImmutableReleases": immutableReleases,
  "fairway:index:PropertyDefinition": propertyDefinition,
} as unknown as Readonly<Record<string, Setting<OfRepository>>>;

/** A primary rate limit lasts for an hour at most. The GitHub provider waits for its end too, and both work on one plan. */
const anHour = 3600;

/**
 * A Pulumi provider for what GitHub offers and its Terraform provider has no fitting resource for. A resource's id, by
 * which it is imported, is `owner/repository`, or `owner/repository/key` where a repository can have several; what is the
 * organisation's own leaves out the repository. Credentials come from the environment, as the GitHub provider's do, and
 * are kept in no state.
 */
export class FairwayProvider implements Resources {
  readonly version = "0.1.0";
  #connected: Promise<Octokit> | undefined;

  diff(type: string, olds: Properties, news: Properties): Difference {
    const [live, wanted] = [ofRepository(olds), ofRepository(news)];
    if (live.owner !== wanted.owner) throw new OtherOrganization(live.owner, wanted.owner);
    if (isSatisfied(type, live, wanted)) return { changed: [], replacing: [] };
    const keys = Object.keys({ ...olds, ...news });
    return { changed: keys.filter(key => !isDeepStrictEqual(olds[key], news[key])), replacing: [] };
  }

  async create(type: string, wanted: Properties): Promise<{ id: string; outputs: Properties }> {
    const { owner, repository } = ofRepository(wanted);
    const { of, key } = settingOf(type);
    const id = [owner, ...(of ? [] : [repository]), ...(key ? [wanted[key]] : [])].join("/");
    return { id, outputs: await this.update(type, wanted) };
  }

  async read(type: string, id: string, known: Properties): Promise<Properties | undefined> {
    const live = await settingOf(type).read(await this.#api(), named(type, id, known), known);
    return live && { ...live };
  }

  /** Writes only what is not so already: a run that was cut off goes on, and an unchanged repository is left in peace. */
  async update(type: string, news: Properties): Promise<Properties> {
    const wanted = ofRepository(news);
    const api = await this.#api();
    const live = await settingOf(type).read(api, wanted, wanted);
    if (!live && !settingOf(type).key) {
      const name = `${wanted.owner}/${wanted.repository}`;
      throw new Error(
        `GitHub has no repository ${name}, or hides it from this credential; it may have been transferred.`,
      );
    }
    if (!live || !isSatisfied(type, live, wanted)) await settingOf(type).write(api, wanted);
    return { ...news, ...(await settingOf(type).told?.(api, wanted)) };
  }

  async delete(type: string, id: string, last: Properties): Promise<void> {
    await settingOf(type).remove?.(await this.#api(), { ...last, ...named(type, id, last) });
  }

  #api(): Promise<Octokit> {
    this.#connected ??= connect(process.env, anHour);
    return this.#connected;
  }
}

/** Replacing would archive every repository of the organisation that the state knows. */
class OtherOrganization extends Error {
  constructor(held: string, wanted: string) {
    super(`The stack holds the organisation ${held}; give ${wanted} a stack of its own.`);
    this.name = "OtherOrganization";
  }
}

function settingOf(type: string): Setting<OfRepository> {
  const setting = settings[type];
  if (!setting) throw new Error(`The provider has no resource of type ${type}.`);
  return setting;
}

function isSatisfied(type: string, live: OfRepository, wanted: OfRepository): boolean {
  const { satisfies = isDeepStrictEqual } = settingOf(type);
  return live.repository === wanted.repository && live.owner === wanted.owner && satisfies(live, wanted);
}

/** The owner, the repository and the key by the state's own word; by the id where there is no state yet, that is on import. */
function named(type: string, id: string, known: Properties): OfRepository {
  const { of, key } = settingOf(type);
  const [owner = "", ...within] = id.split("/");
  const repository = of ? {} : { repository: within.shift() ?? "" };
  return { owner, ...repository, ...(key ? { [key]: within.join("/") } : {}), ...known } as OfRepository;
}

function ofRepository(properties: Properties): OfRepository {
  return properties as unknown as OfRepository & Properties;
}
