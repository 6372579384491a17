/**
 * GitHub's own roles on a repository, the least first; an organisation may have more of its own making.
 * https://docs.github.com/en/rest/collaborators/collaborators
 */
export const ranks: readonly string[] = ["pull", "triage", "push", "maintain", "admin"];

/** Whether a role is another one or gives more; of one of its own making nobody can tell but that it is itself. */
export function isAtLeast(role: string, other: string): boolean {
  if (role === other) return true;
  return ranks.includes(other) && ranks.indexOf(role) > ranks.indexOf(other);
}
