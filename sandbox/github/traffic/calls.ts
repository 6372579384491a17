import { createsContent } from "./content.ts";
import type { Refusal } from "./limits.ts";
import type { RequestKind } from "./request.ts";

/** Counts what was asked of the server since the last reset. */
export class Calls {
  #reads = 0;
  #writes = 0;
  #content = 0;
  #refused = { primary: 0, secondary: 0 };
  readonly #counts = new Map<string, number>();
  readonly #unknown: string[] = [];

  /** The number of writing requests so far. */
  get writes(): number {
    return this.#writes;
  }

  count(request: RequestKind, by = 1): void {
    if (request.write) this.#writes += by;
    else this.#reads += by;
    if (createsContent(request)) this.#content += by;
    this.#counts.set(request.name, (this.#counts.get(request.name) ?? 0) + by);
  }

  /** A request that was refused for a limit is told apart from those that were let through. */
  countRefusal(limit: Refusal["limit"], request: RequestKind): void {
    this.count(request, -1);
    this.#refused[limit]++;
  }

  /** Remembers a request that was answered 501. */
  countUnknown(request: string): void {
    this.#unknown.push(request);
  }

  reset(): void {
    this.#reads = 0;
    this.#writes = 0;
    this.#content = 0;
    this.#refused = { primary: 0, secondary: 0 };
    this.#counts.clear();
    this.#unknown.length = 0;
  }

  toJSON() {
    return {
      reads: this.#reads,
      writes: this.#writes,
      content: this.#content,
      refused: this.#refused,
      calls: Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      unknown: this.#unknown,
    };
  }
}
