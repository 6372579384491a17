import { documentedLimits } from "../../sandbox/github/traffic/limits.ts";
import type { TestWorld } from "../../test/support/world.ts";
import type { Calls } from "../calls.ts";

/** How far away and how strict GitHub is. */
export interface Traffic {
  readonly latencyMs: number;
  /** How many times faster than real time the windows of GitHub's limits pass; without it nothing is limited. */
  readonly timeScale?: number;
}

/** Sets it, with fresh windows. */
export async function setTraffic(world: TestWorld, { latencyMs, timeScale }: Traffic): Promise<void> {
  const limits = timeScale === undefined ? {} : { limits: { ...documentedLimits, timeScale } };
  await world.control("PUT", "/settings", { latencyMs, ...limits });
}

/** How many of a thing GitHub lets through in a window of so many seconds. */
interface Limit {
  readonly name: string;
  readonly seconds: number;
  readonly most: number;
  readonly of: (calls: Calls) => number;
}

const { primaryPerHour, pointsPerMinute, graphqlPointsPerMinute, contentPerMinute, contentPerHour } =
  documentedLimits;

const limits: readonly Limit[] = [
  {
    name: `${primaryPerHour} requests an hour`,
    seconds: 3600,
    most: primaryPerHour,
    of: calls => calls.restReads + calls.restWrites + calls.graphqlQueries + calls.graphqlMutations,
  },
  {
    name: `${pointsPerMinute} points of REST a minute`,
    seconds: 60,
    most: pointsPerMinute,
    of: ({ restReads, restWrites }) => restReads + 5 * restWrites,
  },
  {
    name: `${graphqlPointsPerMinute} points of GraphQL a minute`,
    seconds: 60,
    most: graphqlPointsPerMinute,
    of: ({ graphqlQueries, graphqlMutations }) => graphqlQueries + 5 * graphqlMutations,
  },
  { name: `${contentPerMinute} creations a minute`, seconds: 60, most: contentPerMinute, of: content },
  { name: `${contentPerHour} creations an hour`, seconds: 3600, most: contentPerHour, of: content },
];

function content(calls: Calls): number {
  return calls.content;
}

/** The shortest time in which GitHub lets these requests through, in its own seconds. */
export interface Bound {
  readonly seconds: number;
  /** The limit that it is for; absent where none keeps anybody waiting. */
  readonly limit?: string;
}

/** A window's allowance may be spent as it begins, so the last window takes no time. */
export function boundOf(calls: Calls): Bound {
  const bounds = limits.map(({ name, seconds, most, of }): Bound => {
    const windows = Math.max(0, Math.ceil(of(calls) / most) - 1);
    return windows > 0 ? { seconds: windows * seconds, limit: name } : { seconds: 0 };
  });
  return bounds.reduce((slowest, bound) => (bound.seconds > slowest.seconds ? bound : slowest));
}
