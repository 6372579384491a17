/** What GitHub counts: requests that make something new, and points, of REST and of GraphQL. */
export const countables = ["creations", "points", "graphql-points"] as const;
export type Countable = (typeof countables)[number];

/** How much of it GitHub lets through in a window of so many seconds. */
export interface Limit {
  readonly of: Countable;
  readonly most: number;
  readonly seconds: number;
}

/** https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits */
export const documentedLimits: readonly Limit[] = [
  { of: "creations", most: 80, seconds: 60 },
  { of: "creations", most: 500, seconds: 3600 },
  { of: "points", most: 900, seconds: 60 },
  { of: "graphql-points", most: 2000, seconds: 60 },
];

/** The environment variable that says what limits there are; an Enterprise Server has those that its owner has set. */
export const limitsVariable = "FAIRWAY_GITHUB_LIMITS";

export class WrongLimits extends Error {
  override readonly name = "WrongLimits";

  constructor(value: string) {
    super(
      `${limitsVariable} is \`${value}\`, which is no list of limits.\nWrite \`none\`, or how many in how many seconds, ` +
        `e.g. \`${written(documentedLimits)}\`. What can be limited: ${countables.join(", ")}; points to no fewer than 5, which a write takes.`,
    );
  }
}

/**
 * The limits that the environment tells of, e.g. `creations=80/60,points=900/60`, or `none`. Where it tells of none, those
 * that github.com documents.
 * @param restRoot the root of REST; where that is not github.com's, nothing is limited by default
 * @throws WrongLimits
 */
export function limitsFrom(environment: NodeJS.ProcessEnv, restRoot: string): readonly Limit[] {
  const value = environment[limitsVariable]?.trim();
  if (!value) return /(^|\.)(github\.com|ghe\.com)$/.test(new URL(restRoot).hostname) ? documentedLimits : [];
  if (value === "none") return [];
  return value.split(",").map(one => {
    const [, of, most, seconds] = /^\s*([a-z-]+)=(\d+)\/(\d+(?:\.\d+)?)\s*$/.exec(one) ?? [];
    if (!isCountable(of) || !(Number(most) >= dearest[of]) || !(Number(seconds) > 0))
      throw new WrongLimits(value);
    return { of, most: Number(most), seconds: Number(seconds) };
  });
}

/** What a single request may take, and every limit has to allow. */
export const dearest: Readonly<Record<Countable, number>> = { creations: 1, points: 5, "graphql-points": 5 };

/** Limits as the environment has them. */
export function written(limits: readonly Limit[]): string {
  return limits.map(({ of, most, seconds }) => `${of}=${most}/${seconds}`).join(",");
}

function isCountable(name: string | undefined): name is Countable {
  return (countables as readonly (string | undefined)[]).includes(name);
}
