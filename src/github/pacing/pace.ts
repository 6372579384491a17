import pThrottle from "p-throttle";
import { type Allowance, Budget } from "./budget.ts";
import { type Cost, costOf, type PacedRequest } from "./cost.ts";
import { type Limit, limitsFrom, written } from "./limits.ts";

/** GitHub counts a request when it arrives, which may be later for one than for the next. */
const slack = 1.05;

/** Lets requests to GitHub pass as fast as its limits allow, in the order in which they come. */
export class Pace {
  readonly limits: readonly Limit[];
  readonly rest = new Budget("core");
  readonly graphql = new Budget("graphql");
  readonly #gates: readonly Gate[];

  constructor(limits: readonly Limit[]) {
    this.limits = limits;
    // Whoever waits for an hour must not hold up what a minute counts.
    this.#gates = [...limits].sort((one, other) => other.seconds - one.seconds).map(limit => new Gate(limit));
  }

  /** Ends when the request may be sent. */
  async pass(request: PacedRequest): Promise<void> {
    const cost = costOf(request);
    for (const gate of this.#gates) await gate.pass(cost);
  }

  /** The limit that requests are waiting for, the longest one if there are several. */
  get holding(): Limit | undefined {
    return this.#gates.find(({ waiting }) => waiting > 0)?.limit;
  }
}

class Gate {
  readonly limit: Limit;
  readonly #throttled: ((cost: number) => Promise<void>) & { readonly queueSize: number };

  constructor(limit: Limit) {
    this.limit = limit;
    const throttle = pThrottle({
      limit: limit.most,
      interval: limit.seconds * 1000 * slack,
      strict: true,
      weight: (cost: number) => cost,
    });
    this.#throttled = throttle(async (_cost: number) => {});
  }

  get waiting(): number {
    return this.#throttled.queueSize;
  }

  async pass(cost: Cost): Promise<void> {
    const own = cost[this.limit.of] ?? 0;
    if (own > 0) await this.#throttled(own);
  }
}

const paces = new Map<string, Pace>();

/**
 * The pace at which this process asks one GitHub, always the same one.
 * @throws WrongLimits
 */
export function paceAt(restRoot: string, environment: NodeJS.ProcessEnv): Pace {
  const limits = limitsFrom(environment, restRoot);
  const key = `${restRoot} ${written(limits)}`;
  const pace = paces.get(key) ?? new Pace(limits);
  paces.set(key, pace);
  return pace;
}

/** What is left of the hourly allowance of REST, where GitHub has limits and was asked anything. */
export function allowanceLeft(): Allowance | undefined {
  return [...paces.values()].find(({ limits }) => limits.length > 0)?.rest.allowance;
}
