import { isDeepStrictEqual } from "node:util";
import type * as provider from "@pulumi/pulumi/provider/index.js";
import type { Octokit } from "octokit";
import { connect } from "../../src/github/api.ts";
import { codeScanningDefaultSetup } from "./code-scanning-default-setup.ts";
import { immutableReleases } from "./immutable-releases.ts";
import { labels } from "./labels.ts";
import { lifecycle } from "./lifecycle.ts";
import { privateVulnerabilityReporting } from "./private-vulnerability-reporting.ts";
import type { OfRepository, Setting } from "./setting.ts";

/** Every resource type of the provider. */
const settings: Readonly<Record<string, Setting<OfRepository>>> = {
  "fairway:index:Lifecycle": lifecycle as unknown as Setting<OfRepository>,
  "fairway:index:Labels": labels as unknown as Setting<OfRepository>,
  "fairway:index:CodeScanningDefaultSetup": codeScanningDefaultSetup as unknown as Setting<OfRepository>,
  "fairway:index:PrivateVulnerabilityReporting":
    privateVulnerabilityReporting as unknown as Setting<OfRepository>,
  "fairway:index:ImmutableReleases": immutableReleases as unknown as Setting<OfRepository>,
};

/**
 * A Pulumi provider for what GitHub offers and its Terraform provider has no resource for. A resource's id is
 * `owner/repository`, by which it is imported. Credentials come from the environment, as the GitHub provider's do, and
 * are kept in no state.
 */
export class FairwayProvider implements provider.Provider {
  readonly version = "0.1.0";
  readonly schema = JSON.stringify({ name: "fairway", version: this.version });
  #connected: Promise<Octokit> | undefined;

  async check(_urn: string, _olds: OfRepository, news: OfRepository): Promise<provider.CheckResult> {
    return { inputs: news };
  }

  async diff(
    _id: string,
    urn: string,
    olds: OfRepository,
    news: OfRepository,
  ): Promise<provider.DiffResult> {
    return {
      changes: !this.#satisfied(urn, plain(olds), plain(news)),
      replaces: olds.owner === news.owner ? [] : ["owner"],
      deleteBeforeReplace: true,
    };
  }

  async create(urn: string, wanted: OfRepository): Promise<provider.CreateResult> {
    const values = plain(wanted);
    await this.#bring(urn, values);
    return { id: `${values.owner}/${values.repository}`, outs: values };
  }

  async read(id: string, urn: string, props: Partial<OfRepository> = {}): Promise<provider.ReadResult> {
    const known = plain(props);
    const live = await this.#of(urn).read(await this.#api(), named(id, known), known);
    return live ? { id, props: live, inputs: live } : { id: "" };
  }

  async update(
    _id: string,
    urn: string,
    _olds: OfRepository,
    news: OfRepository,
  ): Promise<provider.UpdateResult> {
    const values = plain(news);
    await this.#bring(urn, values);
    return { outs: values };
  }

  async delete(id: string, urn: string, props: OfRepository): Promise<void> {
    const last = plain(props);
    await this.#of(urn).remove?.(await this.#api(), { ...last, ...named(id, last) });
  }

  /** Writes only what is not so already: a run that was cut off goes on, and an unchanged repository is left in peace. */
  async #bring(urn: string, wanted: OfRepository): Promise<void> {
    const setting = this.#of(urn);
    const api = await this.#api();
    const live = await setting.read(api, wanted, wanted);
    if (!live)
      throw new Error(
        `GitHub has no repository ${wanted.owner}/${wanted.repository}, or hides it from this credential.`,
      );
    if (!this.#satisfied(urn, live, wanted)) await setting.write(api, wanted);
  }

  #satisfied(urn: string, live: OfRepository, wanted: OfRepository): boolean {
    const { satisfies = isDeepStrictEqual } = this.#of(urn);
    return live.repository === wanted.repository && live.owner === wanted.owner && satisfies(live, wanted);
  }

  #of(urn: string): Setting<OfRepository> {
    const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
    const setting = settings[type];
    if (!setting) throw new Error(`The provider has no resource of type ${type}.`);
    return setting;
  }

  #api(): Promise<Octokit> {
    this.#connected ??= connect();
    return this.#connected;
  }
}

/** The repository by the state's own word; by the id where there is no state yet, that is on import. */
function named(id: string, known: Partial<OfRepository>): OfRepository {
  const [owner = "", repository = ""] = id.split("/");
  return { owner: known.owner ?? owner, repository: known.repository ?? repository };
}

/** Without what the engine adds of its own (`__defaults`, the provider's version). */
function plain<T extends object>(values: T): T {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !key.startsWith("__"))) as T;
}
