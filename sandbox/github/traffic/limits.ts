import * as z from "zod";
import { GitHubError } from "../errors.ts";
import { createsContent } from "./content.ts";
import type { RequestKind } from "./request.ts";

export const limitsBody = z.strictObject({
  /** Requests an hour for each credential. */
  primaryPerHour: z.int().min(1).optional(),
  /** REST points a minute: a read is one, a write five. */
  pointsPerMinute: z.int().min(1).optional(),
  /** GraphQL points a minute: a query is one, a mutation five. */
  graphqlPointsPerMinute: z.int().min(1).optional(),
  /** Content-creating requests a minute. */
  contentPerMinute: z.int().min(1).optional(),
  /** Content-creating requests an hour. */
  contentPerHour: z.int().min(1).optional(),
  /** How many times faster than real time the windows pass. */
  timeScale: z.number().min(1).optional(),
});
export type LimitSettings = z.infer<typeof limitsBody>;

const DOCUMENTED_PRIMARY = 5000;

/** What the page below tells of a user's token. Another limit, of processor time, can't be told by counting. */
export const documentedLimits = {
  primaryPerHour: DOCUMENTED_PRIMARY,
  pointsPerMinute: 900,
  graphqlPointsPerMinute: 2000,
  contentPerMinute: 80,
  contentPerHour: 500,
} as const satisfies LimitSettings;

/** What a request takes from the secondary limits that are told in points. */
export function pointsOf(request: Pick<RequestKind, "write">): number {
  return request.write ? 5 : 1;
}
const HELP = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

/** That a credential has nothing left. */
export interface Refusal {
  readonly limit: "primary" | "secondary";
  readonly answer: GitHubError;
}

interface Window {
  endsAt: number;
  used: number;
}

/**
 * GitHub's rate limits, for each credential. Without settings nothing is limited and the headers tell of an unused
 * allowance.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api
 */
export class Limits {
  #settings: LimitSettings = {};
  readonly #windows = new Map<string, Window>();

  configure(settings: LimitSettings = {}): void {
    this.#settings = settings;
    this.#windows.clear();
  }

  get settings(): LimitSettings {
    return this.#settings;
  }

  /** Takes one request from a credential's allowance, or tells how GitHub refuses it when nothing is left. */
  take(credential: string, request: RequestKind): Refusal | undefined {
    const taken = this.#secondary(credential, request);
    const spent = taken.find(({ window, cost, limit }) => limit !== undefined && window.used + cost > limit);
    if (spent) return { limit: "secondary", answer: secondaryLimit(spent.window.endsAt) };
    const { primaryPerHour } = this.#settings;
    const primary = this.#primary(credential);
    if (primaryPerHour !== undefined && primary.used >= primaryPerHour)
      return { limit: "primary", answer: primaryLimit(this.headers(credential)) };
    if (primaryPerHour !== undefined) primary.used++;
    for (const { window, cost } of taken) window.used += cost;
    return undefined;
  }

  /** The windows that a request counts in, and what it takes from each. */
  #secondary(credential: string, request: RequestKind) {
    const settings = this.#settings;
    const points = request.api === "graphql" ? "graphqlPointsPerMinute" : "pointsPerMinute";
    const window = (name: string, seconds: number) => this.#window(`${credential} ${name}`, seconds);
    const content = (["contentPerMinute", "contentPerHour"] as const).map(name => ({
      window: window(name, name === "contentPerHour" ? 3600 : 60),
      cost: 1,
      limit: settings[name],
    }));
    return [
      { window: window(points, 60), cost: pointsOf(request), limit: settings[points] },
      ...(createsContent(request) ? content : []),
    ];
  }

  /** Gives back what `take` took from the primary limit: an answer 304 is free of it. */
  refund(credential: string): void {
    const primary = this.#primary(credential);
    if (primary.used > 0) primary.used--;
  }

  headers(credential: string): Record<string, string> {
    const limit = this.#settings.primaryPerHour ?? DOCUMENTED_PRIMARY;
    const { used, endsAt } = this.#primary(credential);
    return {
      "x-ratelimit-limit": String(limit),
      "x-ratelimit-remaining": String(limit - used),
      "x-ratelimit-used": String(used),
      "x-ratelimit-reset": String(Math.ceil(endsAt / 1000)),
      "x-ratelimit-resource": "core",
    };
  }

  #primary(credential: string): Window {
    return this.#window(credential, 3600);
  }

  #window(key: string, seconds: number): Window {
    const now = Date.now();
    const known = this.#windows.get(key);
    if (known && known.endsAt > now) return known;
    const fresh = { endsAt: now + (seconds * 1000) / (this.#settings.timeScale ?? 1), used: 0 };
    this.#windows.set(key, fresh);
    return fresh;
  }
}

/** Whose allowance a request takes from: GitHub takes one token under several names of its scheme. */
export function credentialOf(authorization = ""): string {
  return authorization.replace(/^\S+ +/, "");
}

/** The answer to a credential whose hourly allowance is spent, for so many seconds or until the window ends. */
export function primaryLimit(headers: Record<string, string>, seconds?: number): GitHubError {
  const spent: Record<string, string> = {
    ...headers,
    "x-ratelimit-remaining": "0",
    "x-ratelimit-used": headers["x-ratelimit-limit"] ?? "",
  };
  if (seconds !== undefined) spent["x-ratelimit-reset"] = String(Math.ceil(Date.now() / 1000) + seconds);
  return new GitHubError(
    403,
    "API rate limit exceeded for this credential.",
    { documentation_url: HELP },
    spent,
  );
}

/** The answer to a credential that asks too much at once. */
export function secondaryLimit(endsAt: number): GitHubError {
  const seconds = Math.max(1, Math.ceil((endsAt - Date.now()) / 1000));
  return new GitHubError(
    403,
    "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.",
    { documentation_url: `${HELP}#about-secondary-rate-limits` },
    { "retry-after": String(seconds) },
  );
}
