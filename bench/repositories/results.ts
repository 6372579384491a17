import type { Calls } from "../calls.ts";
import type { Measured } from "../measured.ts";
import type { ResourceSet } from "./organization.ts";
import type { Difference } from "./same-world.ts";
import { type Bound, boundOf, type Traffic } from "./traffic.ts";
import type { Work } from "./work.ts";

/** What one command of one contender took. */
export interface Measurement extends Omit<Measured, "memory"> {
  readonly work: Work;
  readonly title: string;
  /** Whether it is the contender's usual command for this work. */
  readonly usual: boolean;
  readonly constant: boolean;
  /** Absent where the figures are extrapolated. */
  readonly memory?: Measured["memory"];
  /** The number of repositories that it was measured with, where that is another. */
  readonly extrapolatedFrom?: number;
}

/** How one contender did with an organisation of one size. */
export interface Result {
  readonly contender: string;
  readonly repositories: number;
  readonly measurements: readonly Measurement[];
  /** Why it went no further. */
  readonly failure?: string;
  /** Where its world differs from the first contender's; absent where they were not compared. */
  readonly differences?: readonly Difference[];
}

/** All that one run of the benchmark found. */
export interface Results {
  readonly set: ResourceSet;
  readonly traffic: Traffic;
  readonly settings: Readonly<Record<string, unknown>>;
  readonly versions: Readonly<Record<string, string>>;
  /** The kinds of things that a look in bulk tells of, and those that it does not. */
  readonly bulk: { readonly told: readonly string[]; readonly left: readonly string[] };
  readonly results: readonly Result[];
}

/** The figures as they would be with so many repositories, if each took as long as it did. */
export function extrapolated(result: Result, repositories: number): Result {
  if (result.repositories === repositories) return result;
  const factor = repositories / result.repositories;
  const measurements = result.measurements.map(measurement =>
    measurement.constant ? measurement : scaled(measurement, factor, result.repositories),
  );
  return { ...result, repositories, measurements };
}

function scaled({ memory: _, ...measurement }: Measurement, factor: number, from: number): Measurement {
  const { seconds, calls, work } = measurement;
  const more = work === "first" ? times(calls, factor) : withMoreReads(calls, factor);
  return { ...measurement, seconds: seconds * factor, calls: more, extrapolatedFrom: from };
}

/** What is written depends on what has changed, and not on how many repositories there are. */
function withMoreReads(calls: Calls, factor: number): Calls {
  const { restReads, graphqlQueries } = times(calls, factor);
  return { ...calls, restReads, graphqlQueries, byRoute: {} };
}

function times(calls: Calls, factor: number): Calls {
  const each = (counts: Readonly<Record<string, number>>) =>
    Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Math.round(count * factor)]));
  const { byRoute: _, refused, ...kinds } = calls;
  return { ...each(kinds), byRoute: {}, refused: each(refused) } as unknown as Calls;
}

/** The shortest time that GitHub's limits would allow for it. */
export function bound({ calls }: Measurement): Bound {
  return boundOf(calls);
}
