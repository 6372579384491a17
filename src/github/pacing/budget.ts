import { setTimeout as sleep } from "node:timers/promises";

/** What may be taken by those that wait for another limit, and whoever else uses the same credential. */
const reserve = 50;

/** What is left of an allowance. */
export interface Allowance {
  readonly remaining: number;
  readonly limit: number;
  /** When the next hour begins, in milliseconds since the epoch. */
  readonly resetAt: number;
}

/** An answer as far as the allowance goes. */
export interface Answer {
  readonly status: number;
  /** A header's value, by its name in lower case. */
  readonly header: (name: string) => string | number | null | undefined;
}

/**
 * A credential's hourly allowance of one of GitHub's resources, as far as its answers have told.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
 */
export class Budget {
  readonly #resource: string;
  readonly #signal: AbortSignal;
  #allowance: Allowance | undefined;
  #underWay = 0;
  #waiting = 0;

  /**
   * @param resource as GitHub's header `x-ratelimit-resource` has it, e.g. `core`
   * @param signal ends the waiting of all that wait
   */
  constructor(resource: string, signal: AbortSignal) {
    this.#resource = resource;
    this.#signal = signal;
  }

  /** What was left when GitHub answered last. */
  get allowance(): Allowance | undefined {
    return this.#allowance;
  }

  /** Until when requests wait; undefined where none does. */
  get waitingUntil(): Date | undefined {
    return this.#waiting > 0 && this.#allowance ? new Date(this.#allowance.resetAt) : undefined;
  }

  /** Ends as soon as something is left for a request: in the next hour, where nothing is. */
  async wait(): Promise<void> {
    this.#waiting++;
    try {
      for (let left = this.#standstill; left > 0; left = this.#standstill)
        await sleep(left, undefined, { signal: this.#signal });
    } finally {
      this.#waiting--;
    }
  }

  /** Sends a request, and takes note of what its answer tells. */
  async spend(send: () => Promise<Response>): Promise<Response> {
    this.#underWay++;
    try {
      const answer = await send();
      this.note({ status: answer.status, header: name => answer.headers.get(name) });
      return answer;
    } finally {
      this.#underWay--;
    }
  }

  /** Takes note of what an answer tells. One to a credential that is not accepted tells of somebody else's allowance. */
  note({ status, header }: Answer): void {
    if (status === 401 || (header("x-ratelimit-resource") ?? this.#resource) !== this.#resource) return;
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
