import type { components } from "@octokit/openapi-types";
import type { Octokit } from "octokit";
import { unavailable } from "./absence.ts";

type Schemas = components["schemas"];

/** An organisation as it is in the live world. Each aspect is read when it is first asked for, once. */
export class LiveOrganization {
  readonly name: string;
  /** Slugs of GitHub Apps by numeric id, as the standard names them: GitHub tells of others by number only. */
  readonly apps: Readonly<Record<number, string>>;
  readonly #api: Octokit;
  #teams: Promise<readonly Schemas["team"][]> | undefined;
  #repositories: Promise<readonly Schemas["minimal-repository"][]> | undefined;
  #properties: Promise<readonly Schemas["custom-property"][]> | undefined;
  readonly #logins = new Map<number, Promise<string>>();

  constructor(api: Octokit, name: string, apps: Readonly<Record<string, number>> = {}) {
    this.#api = api;
    this.name = name;
    this.apps = Object.fromEntries(Object.entries(apps).map(([slug, id]) => [id, slug]));
  }

  /** All teams, parents included. */
  get teams(): Promise<readonly Schemas["team"][]> {
    this.#teams ??= this.#api.paginate("GET /orgs/{org}/teams", { org: this.name, per_page: 100 }) as Promise<
      Schemas["team"][]
    >;
    return this.#teams;
  }

  /** All repositories, archived ones included, with the settings that a listing tells. */
  get repositories(): Promise<readonly Schemas["minimal-repository"][]> {
    this.#repositories ??= this.#api.paginate("GET /orgs/{org}/repos", {
      org: this.name,
      type: "all",
      per_page: 100,
    });
    return this.#repositories;
  }

  /** The definitions of custom properties; none where the organisation's plan has none. */
  get properties(): Promise<readonly Schemas["custom-property"][]> {
    this.#properties ??= this.#api
      .request("GET /orgs/{org}/properties/schema", { org: this.name })
      .then(({ data }) => data, unavailable([]));
    return this.#properties;
  }

  /** A team's name by its numeric id. */
  async teamName(id: number): Promise<string> {
    const team = (await this.teams).find(team => team.id === id);
    if (!team) throw new Error(`The organisation ${this.name} has no team with the id ${id}.`);
    return team.name;
  }

  /** A person's login by their numeric id. */
  login(id: number): Promise<string> {
    const known = this.#logins.get(id);
    if (known) return known;
    const reading = this.#api
      .request("GET /user/{account_id}", { account_id: id })
      .then(({ data }) => data.login);
    this.#logins.set(id, reading);
    return reading;
  }
}
