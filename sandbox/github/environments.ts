import { roleOfUser } from "./access.ts";
import { unprocessable } from "./errors.ts";
import type { Repository } from "./model.ts";
import type { Collection, Document } from "./store.ts";
import { teamRole } from "./teams.ts";
import type { World } from "./world.ts";

/** A deployment environment of a repository (owner of the document). */
export interface Environment extends Document {
  name: string;
  wait_timer: number;
  prevent_self_review: boolean;
  can_admins_bypass: boolean;
  reviewers: Reviewer[];
  deployment_branch_policy: { protected_branches: boolean; custom_branch_policies: boolean } | null;
  created_at: string;
  updated_at: string;
}

export interface Reviewer {
  type: "User" | "Team";
  id: number;
}

/** A branch or tag that may deploy to an environment (owner of the document). */
export interface DeploymentBranchPolicy extends Document {
  name: string;
  type: "branch" | "tag";
}

export function environmentsOf(world: World): Collection<Environment> {
  return world.collection<Environment>("environments");
}

export function deploymentBranchPoliciesOf(world: World): Collection<DeploymentBranchPolicy> {
  return world.collection<DeploymentBranchPolicy>("deployment_branch_policies");
}

type Protection = Omit<Environment, "id" | "ownerId" | "name" | "created_at" | "updated_at">;

/**
 * Creates the environment of that name, or gives an existing one this protection in place of what it had.
 * Errors: 422 for reviewers who cannot see the repository and for a contradictory branch policy.
 */
export function putEnvironment(
  world: World,
  repository: Repository,
  name: string,
  protection: Protection,
): Environment {
  checkProtection(world, repository, protection);
  const environments = environmentsOf(world);
  const now = world.now();
  const known = findEnvironment(world, repository, name);
  if (!known) {
    return environments.add({
      ownerId: repository.id,
      name,
      ...protection,
      created_at: now,
      updated_at: now,
    });
  }
  if (!protection.deployment_branch_policy?.custom_branch_policies) {
    const policies = deploymentBranchPoliciesOf(world);
    for (const policy of policies.of(known.id)) policies.remove(policy);
  }
  return environments.update(known, { ...protection, updated_at: now });
}

/** The environment of that name, whatever its case. */
export function findEnvironment(world: World, repository: Repository, name: string): Environment | undefined {
  const wanted = name.toLowerCase();
  return environmentsOf(world)
    .of(repository.id)
    .find(environment => environment.name.toLowerCase() === wanted);
}

function checkProtection(world: World, repository: Repository, protection: Protection): void {
  const policy = protection.deployment_branch_policy;
  if (policy && policy.protected_branches === policy.custom_branch_policies) {
    throw unprocessable("protected_branches and custom_branch_policies cannot have the same value");
  }
  if (protection.reviewers.length > 6) throw unprocessable("There can be at most six reviewers");
  const stranger = protection.reviewers.find(reviewer => !mayReview(world, repository, reviewer));
  if (stranger) {
    throw unprocessable(`Invalid reviewer: ${stranger.type} ${stranger.id} must have at least read access`);
  }
}

function mayReview(world: World, repository: Repository, reviewer: Reviewer): boolean {
  if (reviewer.type === "User") {
    const user = world.users.get(reviewer.id);
    return user !== undefined && roleOfUser(world, user, repository) !== undefined;
  }
  const team = world.teams.get(reviewer.id);
  if (team?.ownerId !== repository.ownerId) return false;
  return repository.visibility === "public" || teamRole(world, repository, team) !== undefined;
}
