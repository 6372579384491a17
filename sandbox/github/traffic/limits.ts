import * as z from "zod";
import { GitHubError } from "../errors.ts";
import type { RequestKind } from "./request.ts";

export const limitsBody = z.strictObject({
  /** Requests an hour for each credential. */
  primaryPerHour: z.int().min(1).optional(),
  /** REST points a minute: a read is one, a write five. */
  pointsPerMinute: z.int().min(1).optional(),
  /** Content-creating requests a minute. */
  contentPerMinute: z.int().min(1).optional(),
  /** How many times faster than real time the windows pass. */
  timeScale: z.number().min(1).optional(),
});
export type LimitSettings = z.infer<typeof limitsBody>;

const DOCUMENTED_PRIMARY = 5000;
const HELP = "https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api";

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

  /** Takes one request from a credential's allowance; throws the answer GitHub gives when nothing is left. */
  take(credential: string, request: RequestKind): void {
    const { primaryPerHour, pointsPerMinute, contentPerMinute } = this.#settings;
    const points = this.#window(`${credential} points`, 60);
    const content = this.#window(`${credential} content`, 60);
    const cost = request.write ? 5 : 1;
    if (pointsPerMinute !== undefined && points.used + cost > pointsPerMinute)
      throw secondaryLimit(points.endsAt);
    if (contentPerMinute !== undefined && request.write && content.used + 1 > contentPerMinute) {
      throw secondaryLimit(content.endsAt);
    }
    const primary = this.#primary(credential);
    if (primaryPerHour !== undefined && primary.used >= primaryPerHour)
      throw primaryLimit(this.headers(credential));
    if (primaryPerHour !== undefined) primary.used++;
    points.used += cost;
    if (request.write) content.used++;
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
