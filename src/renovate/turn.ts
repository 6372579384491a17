/** Multiples of the golden ratio are spread evenly on a circle, however many there are. */
const GOLDEN = (Math.sqrt(5) - 1) / 2;

/**
 * The same in the same order, but begun elsewhere in each run: where a run ends before all are done, the others come first
 * in one of the next.
 */
export function inTurn<T>(all: readonly T[], run: number): readonly T[] {
  const first = Math.floor(((run * GOLDEN) % 1) * all.length);
  return [...all.slice(first), ...all.slice(0, first)];
}
