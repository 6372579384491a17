import type * as z from "zod";
import { unprocessable, validationFailed } from "./errors.ts";
import type { Organization, Repository } from "./model.ts";
import { checkRules, type rulesetBody } from "./ruleset-body.ts";
import type { Collection, Document } from "./store.ts";
import { sameName, type World } from "./world.ts";

export type RulesetBody = z.infer<typeof rulesetBody>;
export type BypassActor = RulesetBody["bypass_actors"][number];

/** A ruleset of a repository or an organisation (owner of the document). */
export interface Ruleset extends Document {
  source_type: "Repository" | "Organization";
  name: string;
  target: "branch" | "tag" | "push" | "repository";
  enforcement: "disabled" | "active" | "evaluate";
  bypass_actors: BypassActor[];
  conditions?: RulesetBody["conditions"];
  rules: RulesetBody["rules"];
  created_at: string;
  updated_at: string;
}

/** Apps of GitHub's own that every organisation can name: GitHub Actions and Dependabot. */
const GITHUB_APPS = [15368, 29110];

/** Ids of the roles every repository has: read, maintain, triage, write, admin. */
const REPOSITORY_ROLES = [1, 2, 3, 4, 5];

/** Who made a ruleset (owner of the document) what it is, or was. */
export interface RulesetVersion extends Document {
  actor: { id: number; type: string };
  updated_at: string;
  state: Pick<Ruleset, "name" | "target" | "enforcement" | "bypass_actors" | "conditions" | "rules">;
}

export const RULESET_VERSIONS = "ruleset_versions";

export function rulesetVersionsOf(world: World): Collection<RulesetVersion> {
  return world.collection<RulesetVersion>(RULESET_VERSIONS);
}

/** Notes who has just written a ruleset. */
export function noteVersion(world: World, ruleset: Ruleset, actor: RulesetVersion["actor"]): void {
  const { name, target, enforcement, bypass_actors, conditions, rules, updated_at } = ruleset;
  const state = { name, target, enforcement, bypass_actors, ...(conditions ? { conditions } : {}), rules };
  rulesetVersionsOf(world).add({ ownerId: ruleset.id, actor, updated_at, state });
}

export function rulesetsOf(world: World): Collection<Ruleset> {
  return world.collection<Ruleset>("rulesets");
}

/** Adds a ruleset to a repository or an organisation. Errors: see checkRuleset. */
export function createRuleset(
  world: World,
  owner: Repository | Organization,
  sourceType: Ruleset["source_type"],
  body: RulesetBody,
): Ruleset {
  const organizationId = sourceType === "Organization" ? owner.id : owner.ownerId;
  checkRuleset(world, owner.id, organizationId, body);
  const now = world.now();
  return rulesetsOf(world).add({
    ...body,
    ownerId: owner.id,
    source_type: sourceType,
    bypass_actors: body.bypass_actors.map(plainActor),
    created_at: now,
    updated_at: now,
  });
}

/** Replaces what a ruleset says. Actors that stay keep their place, as GitHub keeps their records. */
export function changeRuleset(
  world: World,
  ruleset: Ruleset,
  organizationId: number,
  body: RulesetBody,
): void {
  checkRuleset(world, ruleset.ownerId, organizationId, body, ruleset);
  const wanted = body.bypass_actors.map(plainActor);
  const place = (actor: BypassActor) => {
    const index = ruleset.bypass_actors.findIndex(known => actorKey(known) === actorKey(actor));
    return index < 0 ? Number.MAX_SAFE_INTEGER : index;
  };
  const bypass_actors = wanted.sort((a, b) => place(a) - place(b));
  rulesetsOf(world).update(ruleset, { ...body, bypass_actors, updated_at: world.now() });
}

/** 422 for a name that is taken, an actor that does not exist, and rules that do not fit the target. */
function checkRuleset(
  world: World,
  ownerId: number,
  organizationId: number,
  body: RulesetBody,
  self?: Ruleset,
): void {
  const taken = rulesetsOf(world)
    .of(ownerId)
    .some(other => other !== self && other.target === body.target && sameName(other.name, body.name));
  if (taken) throw unprocessable("Validation Failed", ["Name must be unique"]);
  checkRules(body.rules, id => hasApp(world, organizationId, id));
  for (const actor of body.bypass_actors) {
    if (actorExists(world, ownerId, organizationId, actor)) continue;
    const message = `Actor ${actor.actor_type} integration must be part of the ruleset source or owner organization`;
    throw unprocessable("Validation Failed", [message]);
  }
  if (body.target === "branch" || body.target === "tag") return;
  if (body.conditions?.ref_name) {
    throw validationFailed({ resource: "Ruleset", field: "conditions", code: "invalid" });
  }
}

function actorExists(world: World, ownerId: number, organizationId: number, actor: BypassActor): boolean {
  const id = actor.actor_id ?? 0;
  switch (actor.actor_type) {
    case "Team":
      return world.teams.get(id)?.ownerId === organizationId;
    case "Integration":
      return hasApp(world, organizationId, id);
    case "RepositoryRole":
      return REPOSITORY_ROLES.includes(id);
    case "User":
      return world.users.get(id) !== undefined && mayBypass(world, ownerId, organizationId, id);
    default:
      return true;
  }
}

function mayBypass(world: World, ownerId: number, organizationId: number, userId: number): boolean {
  const member = world.memberships.of(organizationId).some(membership => membership.userId === userId);
  const collaborators = world.repositories.get(ownerId)?.collaborators ?? [];
  return member || collaborators.some(collaborator => collaborator.userId === userId);
}

function hasApp(world: World, organizationId: number, appId: number): boolean {
  const installed = world.installations.of(appId).some(entry => entry.organizationId === organizationId);
  return installed || GITHUB_APPS.includes(appId);
}

/** Owners and deploy keys are meant as a whole: GitHub ignores an id given with them. */
function plainActor(actor: BypassActor): BypassActor {
  const whole = ["OrganizationAdmin", "DeployKey", "EnterpriseOwner"].includes(actor.actor_type);
  return whole ? { ...actor, actor_id: null } : actor;
}

function actorKey(actor: BypassActor): string {
  return `${actor.actor_type}/${actor.actor_id}`;
}
