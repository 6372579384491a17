import type { Octokit } from "octokit";
import { z } from "zod";

/** Who did something, and when, RFC 3339 in whole seconds. */
export interface Trace {
  readonly by: string;
  readonly at: string;
}

/** Something that was done in an organisation, as its audit log tells of it. */
export interface AuditedEvent extends Trace {
  readonly action: string;
  /** All that it says, the thing's name or number among it where it says that. */
  readonly fields: Readonly<Record<string, unknown>>;
}

const event = z.looseObject({ action: z.string(), actor: z.string(), "@timestamp": z.number() });

const version = z.looseObject({
  actor: z.looseObject({ id: z.number().optional(), type: z.string().optional() }),
  updated_at: z.iso.datetime(),
});

/** What GitHub has noted of who changed what in an organisation. Each question is asked once. */
export class Trail {
  readonly #api: Octokit;
  readonly #organization: string;
  readonly #logins = new Map<number, Promise<string | undefined>>();
  readonly #rulesets = new Map<number, Promise<Trace | undefined>>();
  #hasLog = true;

  constructor(api: Octokit, organization: string) {
    this.#api = api;
    this.#organization = organization;
  }

  /**
   * What was done in a repository since a time, the latest first, the last hundred deeds at most; nothing where the
   * organisation has no audit log (it is part of Enterprise Cloud), the credential may not read it, or it does not answer.
   * https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization
   */
  async deedsIn(repository: string, since: string): Promise<readonly AuditedEvent[]> {
    if (!this.#hasLog) return [];
    const phrase = `repo:${this.#organization}/${repository} created:>=${since.slice(0, 10)}`;
    const asked = this.#api.request("GET /orgs/{org}/audit-log", {
      org: this.#organization,
      phrase,
      include: "web",
      order: "desc",
      per_page: 100,
    });
    // Who did it is worth less than what comes after it: a log that fails, or has enough of questions, is asked no more.
    const answer = await asked.then(
      ({ data }) => data as unknown,
      () => undefined,
    );
    this.#hasLog = answer !== undefined;
    return (Array.isArray(answer) ? answer : []).flatMap(one => {
      const { success, data } = event.safeParse(one);
      if (!success) return [];
      const at = new Date(data["@timestamp"]).toISOString();
      return at >= since ? [{ action: data.action, by: data.actor, at: toSecond(at), fields: data }] : [];
    });
  }

  /**
   * Who wrote a ruleset last; undefined where it is gone, or who it was can't be told.
   * https://docs.github.com/en/rest/repos/rules#get-repository-ruleset-history
   */
  lastOfRuleset(repository: string, id: number): Promise<Trace | undefined> {
    const asked = this.#rulesets.get(id) ?? this.#lastOfRuleset(repository, id);
    this.#rulesets.set(id, asked);
    return asked;
  }

  async #lastOfRuleset(repository: string, id: number): Promise<Trace | undefined> {
    const asked = this.#api.request("GET /repos/{owner}/{repo}/rulesets/{ruleset_id}/history", {
      owner: this.#organization,
      repo: repository,
      ruleset_id: id,
      per_page: 1,
    });
    const versions = await asked.then(
      ({ data }) => data as unknown,
      () => [],
    );
    const { data } = z.array(version).safeParse(versions);
    const [last] = data ?? [];
    if (last?.actor.id === undefined) return undefined;
    const login = last.actor.type === "User" ? await this.#login(last.actor.id) : undefined;
    const by = login ?? `${last.actor.type ?? "actor"} ${last.actor.id}`;
    return { by, at: toSecond(last.updated_at) };
  }

  #login(id: number): Promise<string | undefined> {
    const known = this.#logins.get(id);
    if (known) return known;
    const asked = this.#api.request("GET /user/{account_id}", { account_id: id });
    const login = asked.then(
      ({ data }) => data.login,
      () => undefined,
    );
    this.#logins.set(id, login);
    return login;
  }
}

function toSecond(time: string): string {
  return new Date(time).toISOString().replace(/\.\d+Z$/, "Z");
}
