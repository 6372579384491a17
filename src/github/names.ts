/**
 * A name as it can be held against another: GitHub tells organisations, repositories, teams, labels and environments apart
 * without regard to case, and keeps the case that each was given.
 */
export function folded(name: string): string {
  return name.toLowerCase();
}

/** Whether two names are the same to GitHub. */
export function isSameName(one: string, other: string): boolean {
  return folded(one) === folded(other);
}
