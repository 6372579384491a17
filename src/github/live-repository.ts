import type { components } from "@octokit/openapi-types";
import type { Octokit } from "octokit";
import { beginningOf } from "../scaffolding/beginning.ts";
import { absent, unavailable } from "./absence.ts";
import { type BranchProtectionRule, readBranchProtection } from "./branch-protection.ts";
import type { LiveOrganization } from "./live-organization.ts";

type Schemas = components["schemas"];

/** A team's grant on a repository: the role's name, custom roles included. */
export interface TeamGrant {
  readonly name: string;
  readonly slug: string;
  readonly role: string;
}

/** A person's own grant on a repository; `invited` while the invitation is open. */
export interface UserGrant {
  readonly login: string;
  readonly role: string;
  readonly invited: boolean;
}

/** What a look at many repositories at once tells of one of them. */
export interface Told {
  readonly settings: Schemas["full-repository"];
  readonly listedRulesets: readonly Schemas["repository-ruleset"][];
  readonly rulesets: readonly Schemas["repository-ruleset"][];
  readonly branchProtection: readonly BranchProtectionRule[];
  readonly teams: readonly TeamGrant[];
  readonly users: readonly UserGrant[];
  readonly labels: readonly Schemas["label"][];
  readonly dependabotAlerts: boolean;
  readonly properties: readonly Schemas["custom-property-value"][];
  readonly deployKeys: readonly Schemas["deploy-key"][];
}

/**
 * One repository as it is in the live world. Each aspect is read when it is first asked for, once.
 * What GitHub says it does not have reads as absent; every other refusal is an error. Of one that was told of already
 * nothing is read, and what was not told reads as absent too.
 */
export class LiveRepository {
  readonly organization: LiveOrganization;
  readonly owner: string;
  readonly name: string;
  readonly #api: Octokit;
  readonly #told: Told | undefined;
  readonly #read = new Map<string, Promise<unknown>>();

  constructor(api: Octokit, organization: LiveOrganization, name: string, told?: Told) {
    this.#api = api;
    this.#told = told;
    this.organization = organization;
    this.owner = organization.name;
    this.name = name;
  }

  get settings(): Promise<Schemas["full-repository"] | undefined> {
    return this.#once("settings", undefined, "", async path => this.#get<Schemas["full-repository"]>(path));
  }

  /** Whether there is more in it than what GitHub makes with a new repository. */
  get holdsWork(): Promise<boolean> {
    return this.#once("holdsWork", true, "", async () => {
      const beginning = await beginningOf(this.#api, this.owner, this.name);
      return beginning?.kind === "work";
    });
  }

  /** The repository's own rulesets as a listing tells of them: their names and ids, but no rules. */
  get listedRulesets(): Promise<readonly Schemas["repository-ruleset"][]> {
    return this.#once("listedRulesets", [], "/rulesets?includes_parents=false", path => this.#list(path));
  }

  get rulesets(): Promise<readonly Schemas["repository-ruleset"][]> {
    return this.#once("rulesets", [], "/rulesets", async path => {
      const listed = await this.listedRulesets;
      return await Promise.all(
        listed.map(({ id }) => this.#expect<Schemas["repository-ruleset"]>(`${path}/${id}`)),
      );
    });
  }

  get branchProtection(): Promise<readonly BranchProtectionRule[]> {
    return this.#once("branchProtection", [], "", () =>
      readBranchProtection(this.#api, this.owner, this.name),
    );
  }

  get teams(): Promise<readonly TeamGrant[]> {
    return this.#once("teams", [], "/teams", async path => {
      const teams = await this.#list<Schemas["team"]>(path);
      return teams.map(team => ({ name: team.name, slug: team.slug, role: roleName(team.permission) }));
    });
  }

  get users(): Promise<readonly UserGrant[]> {
    return this.#once("users", [], "/collaborators?affiliation=direct", async path => {
      const [people, invitations] = await Promise.all([
        this.#list<Schemas["collaborator"]>(path),
        this.#list<Schemas["repository-invitation"]>("/invitations"),
      ]);
      return [
        ...people.map(({ login, role_name }) => ({ login, role: roleName(role_name), invited: false })),
        ...invitations.flatMap(({ invitee, permissions }) =>
          invitee ? [{ login: invitee.login, role: roleName(permissions), invited: true }] : [],
        ),
      ];
    });
  }

  get labels(): Promise<readonly Schemas["label"][]> {
    return this.#once("labels", [], "/labels", path => this.#list<Schemas["label"]>(path));
  }

  get environments(): Promise<readonly Schemas["environment"][]> {
    return this.#once("environments", [], "/environments", path => this.#list<Schemas["environment"]>(path));
  }

  deploymentPolicies(environment: string): Promise<readonly Schemas["deployment-branch-policy"][]> {
    const path = `/environments/${encodeURIComponent(environment)}/deployment-branch-policies`;
    return this.#once(path, [], path, () => this.#list<Schemas["deployment-branch-policy"]>(path));
  }

  environmentVariables(environment: string): Promise<readonly Schemas["actions-variable"][]> {
    const path = `/environments/${encodeURIComponent(environment)}/variables`;
    return this.#once(path, [], path, () => this.#list<Schemas["actions-variable"]>(path));
  }

  environmentSecrets(environment: string): Promise<readonly Schemas["actions-secret"][]> {
    const path = `/environments/${encodeURIComponent(environment)}/secrets`;
    return this.#once(path, [], path, () => this.#list<Schemas["actions-secret"]>(path));
  }

  get actionsPermissions(): Promise<Schemas["actions-repository-permissions"] | undefined> {
    return this.#once("actionsPermissions", undefined, "/actions/permissions", path =>
      this.#get<Schemas["actions-repository-permissions"]>(path),
    );
  }

  get selectedActions(): Promise<Schemas["selected-actions"] | undefined> {
    return this.#once("selectedActions", undefined, "/actions/permissions/selected-actions", path =>
      this.#get<Schemas["selected-actions"]>(path),
    );
  }

  get workflowPermissions(): Promise<Schemas["actions-get-default-workflow-permissions"] | undefined> {
    return this.#once("workflowPermissions", undefined, "/actions/permissions/workflow", path =>
      this.#get<Schemas["actions-get-default-workflow-permissions"]>(path),
    );
  }

  get variables(): Promise<readonly Schemas["actions-variable"][]> {
    return this.#once("variables", [], "/actions/variables", path =>
      this.#list<Schemas["actions-variable"]>(path),
    );
  }

  get secrets(): Promise<readonly Schemas["actions-secret"][]> {
    return this.#once("secrets", [], "/actions/secrets", path => this.#list<Schemas["actions-secret"]>(path));
  }

  get dependabotAlerts(): Promise<boolean> {
    return this.#once("dependabotAlerts", false, "/vulnerability-alerts", path => this.#exists(path));
  }

  get dependabotUpdates(): Promise<boolean> {
    return this.#once("dependabotUpdates", false, "/automated-security-fixes", async path =>
      Boolean((await this.#get<Schemas["check-automated-security-fixes"]>(path))?.enabled),
    );
  }

  get codeScanning(): Promise<Schemas["code-scanning-default-setup"] | undefined> {
    return this.#once("codeScanning", undefined, "/code-scanning/default-setup", path =>
      this.#expect<Schemas["code-scanning-default-setup"]>(path).catch(unavailable(undefined)),
    );
  }

  get privateVulnerabilityReporting(): Promise<boolean | undefined> {
    return this.#once(
      "privateVulnerabilityReporting",
      undefined,
      "/private-vulnerability-reporting",
      async path => (await this.#get<{ enabled: boolean }>(path))?.enabled,
    );
  }

  get immutableReleases(): Promise<boolean> {
    return this.#once("immutableReleases", false, "/immutable-releases", async path =>
      Boolean((await this.#get<{ enabled: boolean }>(path))?.enabled),
    );
  }

  get properties(): Promise<readonly Schemas["custom-property-value"][]> {
    return this.#once(
      "properties",
      [],
      "/properties/values",
      async path => (await this.#get<Schemas["custom-property-value"][]>(path)) ?? [],
    );
  }

  get autolinks(): Promise<readonly Schemas["autolink"][]> {
    return this.#once("autolinks", [], "/autolinks", path => this.#list<Schemas["autolink"]>(path));
  }

  get deployKeys(): Promise<readonly Schemas["deploy-key"][]> {
    return this.#once("deployKeys", [], "/keys", path => this.#list<Schemas["deploy-key"]>(path));
  }

  get webhooks(): Promise<readonly Schemas["hook"][]> {
    return this.#once("webhooks", [], "/hooks", path => this.#list<Schemas["hook"]>(path));
  }

  #once<T>(aspect: string, absent: T, path: string, read: (path: string) => Promise<T>): Promise<T> {
    const known = this.#read.get(aspect) as Promise<T> | undefined;
    if (known) return known;
    const reading = this.#told ? Promise.resolve(toldOf(this.#told, aspect, absent)) : read(path);
    this.#read.set(aspect, reading);
    return reading;
  }

  #path(path: string): string {
    return `/repos/${encodeURIComponent(this.owner)}/${encodeURIComponent(this.name)}${path}`;
  }

  async #expect<T>(path: string): Promise<T> {
    return (await this.#api.request(`GET ${this.#path(path)}`)).data as T;
  }

  async #get<T>(path: string): Promise<T | undefined> {
    return await this.#expect<T>(path).catch(absent<undefined>(undefined));
  }

  async #list<T>(path: string): Promise<readonly T[]> {
    const listing = this.#api.paginate(`GET ${this.#path(path)}`, { per_page: 100 }) as Promise<T[]>;
    return await listing.catch(absent<T[]>([]));
  }

  async #exists(path: string): Promise<boolean> {
    return await this.#expect(path).then(() => true, absent(false));
  }
}

function toldOf<T>(told: Told, aspect: string, absent: T): T {
  return aspect in told ? (told[aspect as keyof Told] as T) : absent;
}

const roles: Readonly<Record<string, string>> = { read: "pull", write: "push" };

/** GitHub names the two oldest roles in two ways; entries use `pull` and `push`. */
export function roleName(name: string | undefined): string {
  return roles[name ?? ""] ?? name ?? "pull";
}
