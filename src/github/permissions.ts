import type { components } from "@octokit/openapi-types";

type AppPermissions = components["schemas"]["app-permissions"];
type Level = "read" | "write" | "admin";

/** A permission that a GitHub App of the user's own needs, as GitHub's settings call it. */
export interface Permission {
  readonly title: string;
  readonly of: "repository" | "organisation";
  readonly level: Level;
  readonly what: string;
  /** As an installation tells of it; absent where GitHub's description has no word for it. */
  readonly name?: keyof AppPermissions;
}

/** https://docs.github.com/en/rest/authentication/permissions-required-for-github-apps */
export const permissions: readonly Permission[] = [
  {
    title: "Administration",
    of: "repository",
    level: "write",
    what:
      "making, changing and archiving repositories; rulesets, branch protection, teams and collaborators, " +
      "environments, Actions permissions, autolinks, deploy keys, security features",
    name: "administration",
  },
  {
    title: "Contents",
    of: "repository",
    level: "write",
    what: "the first commit of a new repository and its default branch; publishing templates",
    name: "contents",
  },
  {
    title: "Workflows",
    of: "repository",
    level: "write",
    what: "templates have workflows: GitHub lets nobody push one without it",
    name: "workflows",
  },
  {
    title: "Pull requests",
    of: "repository",
    level: "read",
    what: "which template updates wait",
    name: "pull_requests",
  },
  { title: "Issues", of: "repository", level: "write", what: "labels", name: "issues" },
  { title: "Actions", of: "repository", level: "read", what: "reading environments", name: "actions" },
  {
    title: "Environments",
    of: "repository",
    level: "write",
    what: "environments, with their variables and secrets",
    name: "environments",
  },
  { title: "Variables", of: "repository", level: "write", what: "Actions variables" },
  { title: "Secrets", of: "repository", level: "write", what: "Actions secrets", name: "secrets" },
  { title: "Webhooks", of: "repository", level: "write", what: "webhooks", name: "repository_hooks" },
  {
    title: "Custom properties",
    of: "repository",
    level: "write",
    what: "their values",
    name: "repository_custom_properties",
  },
  {
    title: "Dependabot alerts",
    of: "repository",
    level: "read",
    what: "whether they are on",
    name: "vulnerability_alerts",
  },
  {
    title: "Code scanning alerts",
    of: "repository",
    level: "read",
    what: "whether CodeQL’s default setup is on",
    name: "security_events",
  },
  { title: "Metadata", of: "repository", level: "read", what: "always needed", name: "metadata" },
  { title: "Members", of: "organisation", level: "write", what: "teams", name: "members" },
  {
    title: "Custom properties",
    of: "organisation",
    level: "admin",
    what: "their definitions",
    name: "organization_custom_properties",
  },
];

const levels = { read: "read", write: "read and write", admin: "admin" } as const;
const order: readonly Level[] = ["read", "write", "admin"];

/** The permissions that an installation lacks, e.g. `Members of the organisation: read and write`. */
export function missingPermissions(granted: AppPermissions): readonly string[] {
  return permissions
    .filter(({ name, level }) => name && order.indexOf(granted[name] as Level) < order.indexOf(level))
    .map(({ title, of, level }) => `${title} of the ${of}: ${levels[level]}`);
}

/** The table of `docs/access.md`. */
export function permissionsTable(): string {
  const rows = permissions.map(({ title, of, level, what }) => [title, of, levels[level], what]);
  return [["permission", "of", "access", "what for"], ["---", "---", "---", "---"], ...rows]
    .map(row => `| ${row.join(" | ")} |`)
    .join("\n");
}
