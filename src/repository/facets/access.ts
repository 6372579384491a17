import { z } from "zod";
import { facet } from "../facet.ts";
import { login, role, teamName } from "../names.ts";
import type { Modification } from "../risk.ts";
import { isAtLeast } from "../role.ts";

const grants = z.strictObject({
  teams: z
    .record(teamName, role)
    .optional()
    .meta({ description: "Roles by team, as the standard names it." }),
  users: z
    .record(login, role)
    .optional()
    .meta({ description: "Roles by login, for people in no fitting team." }),
});

/** Who may do what in a repository. One resource holds all of it, so that access given by hand is taken back. */
export const access = facet({
  title: "Access",
  fields: {
    team: teamName.optional().meta({
      description: "The team that owns the repository. It may `maintain` it, unless `access` says otherwise.",
    }),
    access: grants.optional().meta({ description: "All teams and people with a role on the repository." }),
  },
  kinds: {
    collaborators: {
      type: "github:index/repositoryCollaborators:RepositoryCollaborators",
      title: "teams and collaborators",
      authorship: "only",
      audited: [
        "repo.add_member",
        "repo.update_member",
        "repo.remove_member",
        "team.add_repository",
        "team.update_repository_permission",
        "team.remove_repository",
      ],
      inBulk: true,
      // GraphQL has no invitations, and of a custom role only the one that it is based on.
      notInBulk: "open invitations, a team's custom role",
      risk: accessRisk,
      identify: async (_, live) => ((await live.settings) ? live.name : undefined),
    },
  },
  resources: ({ name, team, access = {} }, { teamSlug }) => {
    const teams = { ...(team ? { [team]: "maintain" } : {}), ...access.teams };
    return [
      {
        kind: "collaborators",
        args: {
          repository: name,
          teams: Object.entries(teams).map(([name, permission]) => ({ teamId: teamSlug(name), permission })),
          users: Object.entries(access.users ?? {}).map(([username, permission]) => ({
            username,
            permission,
          })),
        },
      },
    ];
  },
  observe: async (live, declared) => {
    const [teams, users] = await Promise.all([live.teams, live.users]);
    const given = Object.fromEntries(teams.map(({ name, role }) => [name, role]));
    const owner =
      declared.team !== undefined && given[declared.team] === "maintain" ? declared.team : undefined;
    if (owner && !declared.access?.teams?.[owner]) delete given[owner];
    return {
      ...(owner ? { team: owner } : {}),
      access: {
        ...(Object.keys(given).length ? { teams: given } : {}),
        ...(users.length ? { users: Object.fromEntries(users.map(({ login, role }) => [login, role])) } : {}),
      },
    };
  },
});

/** Roles of one's own making are of no known rank: whoever gets one counts as getting more. */
function accessRisk({ action, properties }: Modification): string | undefined {
  if (action === "create" || action === "delete") return undefined;
  const before = new Map(properties.flatMap(({ path, from }) => grantsOf(path, from)));
  const wider = properties
    .flatMap(({ path, to }) => grantsOf(path, to))
    .filter(([who, role]) => !isAtLeast(before.get(who) ?? "", role));
  return wider.length > 0
    ? `wider access: ${wider.map(([who, role]) => `${who} gets ${role}`).join(", ")}`
    : undefined;
}

const roleAlone = /^(?:teams|users)(?:\.([\w-]+)|\["(.+)"\])\.permission$/;

/** Of a role alone the path says whose it is. */
function grantsOf(path: string, value: unknown): (readonly [who: string, role: string])[] {
  const [, plain, quoted] = roleAlone.exec(path) ?? [];
  const named = plain ?? quoted;
  if (named !== undefined) return typeof value === "string" ? [[named, value]] : [];
  return [value].flat().flatMap(grant => {
    const { teamId, username, permission } = (grant ?? {}) as Readonly<Record<string, unknown>>;
    const who = username ?? teamId;
    return typeof who === "string" && typeof permission === "string" ? [[who, permission] as const] : [];
  });
}
