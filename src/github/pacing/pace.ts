import pThrottle from "p-throttle";
import { type Allowance, Budget } from "./budget.ts";
import { type Cost, costOf, type PacedRequest } from "./cost.ts";
import { dearest, type Limit, limitsFrom, written } from "./limits.ts";

/** GitHub counts a request when it arrives, which may be later for one than for the next. */
const slack = 1.05;

/** Something was not asked of GitHub, since the run was to stop before its turn came. */
export class StoppedWaiting extends Error {
  override readonly name = "StoppedWaiting";

  constructor() {
    super("It was not begun: the run was stopped while it waited for GitHub's rate limit.");
  }
}

/** Lets requests to GitHub pass as fast as its limits allow, in the order in which they come. */
export class Pace {
  readonly limits: readonly Limit[];
  readonly rest: Budget;
  readonly graphql: Budget;
  readonly #gates: readonly Gate[];
  readonly #stop = new AbortController();
  #lastCreation: Promise<unknown> = Promise.resolve();

  constructor(limits: readonly Limit[]) {
    const { signal } = this.#stop;
    this.limits = limits;
    this.rest = new Budget("core", signal);
    this.graphql = new Budget("graphql", signal);
    // Whoever waits for an hour must not hold up what a minute counts.
    this.#gates = [...limits]
      .sort((one, other) => other.seconds - one.seconds)
      .map(limit => new Gate(limit, signal));
  }

  /**
   * Ends when the request may be sent.
   * @throws StoppedWaiting
   */
  async pass(request: PacedRequest): Promise<void> {
    const cost = costOf(request);
    await (cost.creations === undefined ? this.#through(cost) : this.#inTurn(cost));
  }

  /** Nothing new is made any more; what is there may still be changed and looked at. */
  stop(): void {
    this.#stop.abort(new StoppedWaiting());
  }

  /** The limit that requests are waiting for, the longest one if there are several. */
  get holding(): Limit | undefined {
    return this.#gates.find(({ waiting }) => waiting > 0)?.limit;
  }

  /** Only one at a time: what a minute counts would else be counted long before it is sent, while it waits for an hour. */
  async #inTurn(cost: Cost): Promise<void> {
    const turn = this.#lastCreation.then(() => {
      this.#stop.signal.throwIfAborted();
      return this.#through(cost);
    });
    this.#lastCreation = turn.catch(() => {});
    await turn;
  }

  async #through(cost: Cost): Promise<void> {
    for (const gate of this.#gates) await gate.pass(cost);
  }
}

class Gate {
  readonly limit: Limit;
  readonly #throttled: ((cost: number) => Promise<void>) & { readonly queueSize: number };

  constructor(limit: Limit, signal: AbortSignal) {
    this.limit = limit;
    const throttle = pThrottle({
      // One that still waits for another limit was counted here too early.
      limit: Math.max(dearest[limit.of], limit.most - dearest[limit.of]),
      interval: limit.seconds * 1000 * slack,
      strict: true,
      weight: (cost: number) => cost,
      ...(limit.of === "creations" ? { signal } : {}),
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

/** Nothing new is made at any GitHub any more. */
export function stopPaces(): void {
  for (const pace of paces.values()) pace.stop();
}

/** What is left of the hourly allowance of REST, where GitHub has limits and was asked anything. */
export function allowanceLeft(): Allowance | undefined {
  return [...paces.values()].find(({ limits }) => limits.length > 0)?.rest.allowance;
}
