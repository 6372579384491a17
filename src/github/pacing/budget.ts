import { setTimeout as sleep } from "node:timers/promises";

/** What others that use the same credential may take meanwhile. */
const reserve = 10;

/** What is left of an allowance. */
export interface Allowance {
  readonly remaining: number;
  readonly limit: number;
  /** When the next hour begins, in milliseconds since the epoch. */
  readonly resetAt: number;
}

/** A header's value, by its name in lower case. */
type HeaderOf = (name: string) => string | number | null | undefined;

/**
 * A credential's hourly allowance of one of GitHub's resources, as far as its answers have told.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
 */
export class Budget {
  readonly #resource: string;
  #allowance: Allowance | undefined;
  #underWay = 0;

  /** @param resource as GitHub's header `x-ratelimit-resource` has it, e.g. `core` */
  constructor(resource: string) {
    this.#resource = resource;
  }

  /** What was left when GitHub answered last. */
  get allowance(): Allowance | undefined {
    return this.#allowance;
  }

  /** Sends a request, as soon as something is left for it: in the next hour, where nothing is. */
  async spend(send: () => Promise<Response>): Promise<Response> {
    for (let wait = this.#standstill; wait > 0; wait = this.#standstill) await sleep(wait);
    this.#underWay++;
    try {
      const answer = await send();
      this.note(name => answer.headers.get(name));
      return answer;
    } finally {
      this.#underWay--;
    }
  }

  /** Takes note of what an answer tells. */
  note(header: HeaderOf): void {
    if ((header("x-ratelimit-resource") ?? this.#resource) !== this.#resource) return;
    const [remaining, limit, reset] = ["remaining", "limit", "reset"].map(name =>
      header(`x-ratelimit-${name}`),
    );
    if (remaining == null || limit == null || reset == null) return;
    this.#allowance = {
      remaining: Number(remaining),
      limit: Number(limit),
      resetAt: Number(reset) * 1000,
    };
  }

  /** How many milliseconds there is nothing left. */
  get #standstill(): number {
    const { remaining = Number.POSITIVE_INFINITY, resetAt = 0 } = this.#allowance ?? {};
    return remaining - this.#underWay <= reserve ? resetAt - Date.now() : 0;
  }
}
