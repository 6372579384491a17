import type { components } from "@octokit/openapi-types";
import type { RepositoryRulesetArgs } from "@pulumi/github";
import type { Input } from "@pulumi/pulumi";
import { z } from "zod";
import type { LiveOrganization } from "../../github/live-organization.ts";
import type { Context } from "../facet.ts";
import { appSlug, login, teamName } from "../names.ts";

type BypassActor = components["schemas"]["repository-ruleset-bypass-actor"];
type BypassActorArgs = Extract<RepositoryRulesetArgs["bypassActors"], readonly unknown[]>[number];

/** Ids of the base roles as a ruleset knows them; custom roles go by their own number. */
const roleIds = { maintain: 2, write: 4, admin: 5 } as const;
type BaseRole = keyof typeof roleIds;

const mode = z.enum(["always", "pull_request", "exempt"]).optional().meta({
  description: "`always` (the default), `pull_request` only, or `exempt`: without even being asked.",
});
const app = z.union([appSlug, z.int().positive()]).meta({
  description: "A GitHub App: its slug in the standard’s `apps`, or its numeric id.",
});
const role = z.union([z.enum(["maintain", "write", "admin"]), z.int().positive()]).meta({
  description: "Everybody with a role: `write`, `maintain`, `admin`, or a custom role’s numeric id.",
});

/** Somebody whom a ruleset lets through. https://docs.github.com/en/rest/repos/rules */
export const bypass = z.union([
  z.strictObject({ app, mode }),
  z.strictObject({ team: teamName, mode }),
  z.strictObject({ user: login, mode }),
  z.strictObject({ role, mode }),
  z.strictObject({ actor: z.enum(["organization_admins", "deploy_keys"]), mode }),
]);
export type Bypass = z.output<typeof bypass>;

/** The provider's arguments for the bypass list of a ruleset. */
export function bypassActors(list: readonly Bypass[], context: Context): BypassActorArgs[] {
  return list.map(entry => ({ ...actor(entry, context), bypassMode: entry.mode ?? "always" }));
}

function actor(entry: Bypass, context: Context): { actorType: string; actorId?: Input<number> } {
  if ("app" in entry) {
    const id = typeof entry.app === "number" ? entry.app : context.apps[entry.app];
    if (id === undefined) throw new Error(`The standard names no app ${entry.app}.`);
    return { actorType: "Integration", actorId: id };
  }
  if ("team" in entry) return { actorType: "Team", actorId: context.teamId(entry.team) };
  if ("user" in entry) return { actorType: "User", actorId: context.userId(entry.user) };
  if ("role" in entry) {
    const id = typeof entry.role === "number" ? entry.role : roleIds[entry.role];
    return { actorType: "RepositoryRole", actorId: id };
  }
  return { actorType: entry.actor === "deploy_keys" ? "DeployKey" : "OrganizationAdmin" };
}

/** A live ruleset's bypass list in an entry's words. */
export async function observedBypass(
  actors: readonly BypassActor[],
  organization: LiveOrganization,
): Promise<Bypass[]> {
  return await Promise.all(
    actors.map(async actor => {
      const mode = actor.bypass_mode === "always" ? {} : { mode: actor.bypass_mode };
      return { ...(await who(actor, organization)), ...mode } as Bypass;
    }),
  );
}

async function who({ actor_type, actor_id }: BypassActor, organization: LiveOrganization): Promise<object> {
  const id = Number(actor_id);
  // GitHub has had user bypass since 2025; the published types do not name it yet.
  switch (actor_type as string) {
    case "Integration":
      return { app: organization.apps[id] ?? id };
    case "Team":
      return { team: await organization.teamName(id) };
    case "User":
      return { user: await organization.login(id) };
    case "RepositoryRole":
      return { role: (Object.keys(roleIds) as BaseRole[]).find(name => roleIds[name] === id) ?? id };
    default:
      return { actor: actor_type === "DeployKey" ? "deploy_keys" : "organization_admins" };
  }
}
