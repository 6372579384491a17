import { setTimeout as sleep } from "node:timers/promises";

/** What others that use the same credential may take meanwhile. */
const reserve = 10;

/**
 * What is left of a credential's hourly allowance, as GitHub's answers tell. Whoever asks when nothing is left waits for the
 * next hour instead of being refused.
 * https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#checking-the-status-of-your-rate-limit
 */
export class Budget {
  #remaining = Number.POSITIVE_INFINITY;
  /** In milliseconds since the epoch. */
  #resetAt = 0;
  #underWay = 0;

  /** Sends a request as soon as something is left for it. */
  async spend(send: () => Promise<Response>): Promise<Response> {
    while (this.#isSpent) await sleep(Math.max(this.#resetAt - Date.now(), 100));
    this.#underWay++;
    try {
      const answer = await send();
      this.#note(answer.headers);
      return answer;
    } finally {
      this.#underWay--;
    }
  }

  get #isSpent(): boolean {
    return this.#remaining - this.#underWay <= reserve && Date.now() < this.#resetAt;
  }

  #note(headers: Headers): void {
    const [remaining, reset] = [headers.get("x-ratelimit-remaining"), headers.get("x-ratelimit-reset")];
    if (remaining === null || reset === null) return;
    this.#remaining = Number(remaining);
    this.#resetAt = Number(reset) * 1000;
  }
}
