import type { RequestKind } from "./request.ts";

/** Counts what was asked of the server since the last reset. */
export class Calls {
  #reads = 0;
  #writes = 0;
  readonly #counts = new Map<string, number>();
  readonly #unknown: string[] = [];

  /** The number of writing requests so far. */
  get writes(): number {
    return this.#writes;
  }

  count(request: RequestKind): void {
    if (request.write) this.#writes++;
    else this.#reads++;
    this.#counts.set(request.name, (this.#counts.get(request.name) ?? 0) + 1);
  }

  /** Remembers a request that was answered 501. */
  countUnknown(request: string): void {
    this.#unknown.push(request);
  }

  reset(): void {
    this.#reads = 0;
    this.#writes = 0;
    this.#counts.clear();
    this.#unknown.length = 0;
  }

  toJSON() {
    return {
      reads: this.#reads,
      writes: this.#writes,
      calls: Object.fromEntries([...this.#counts].sort(([a], [b]) => (a < b ? -1 : 1))),
      unknown: this.#unknown,
    };
  }
}
