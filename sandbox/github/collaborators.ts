import type { Repository, Role, User } from "./model.ts";
import type { Collection, Document } from "./store.ts";
import type { World } from "./world.ts";

/** An invitation to a repository (owner of the document) that has not been answered. */
export interface Invitation extends Document {
  inviteeId: number;
  inviterId: number;
  role: Role;
  created_at: string;
}

export function invitationsOf(world: World): Collection<Invitation> {
  return world.collection<Invitation>("invitations");
}

/**
 * Gives a user access to a repository: at once to members of the organisation and those who have access already, by
 * invitation to everybody else.
 * Returns the invitation, or undefined when none was needed.
 * https://docs.github.com/en/rest/collaborators/collaborators#add-a-repository-collaborator
 */
export function addCollaborator(
  world: World,
  repository: Repository,
  user: User,
  role: Role,
  inviterId: number,
): Invitation | undefined {
  const member = world.membership(world.organizationOf(repository), user)?.state === "active";
  const known = repository.collaborators.some(({ userId }) => userId === user.id);
  if (member || known) {
    grant(world, repository, user.id, role);
    return undefined;
  }
  const invitations = invitationsOf(world);
  const open = invitations.of(repository.id).find(({ inviteeId }) => inviteeId === user.id);
  if (open) return invitations.update(open, { role });
  return invitations.add({
    ownerId: repository.id,
    inviteeId: user.id,
    inviterId,
    role,
    created_at: world.now(),
  });
}

/** Gives a user that role on a repository without asking. */
export function grant(world: World, repository: Repository, userId: number, role: Role): void {
  const others = repository.collaborators.filter(entry => entry.userId !== userId);
  const collaborators = [...others, { userId, role }].sort((a, b) => a.userId - b.userId);
  world.repositories.update(repository, { collaborators });
}

/** Takes a user's own access away, an open invitation too. */
export function removeCollaborator(world: World, repository: Repository, user: User): void {
  const collaborators = repository.collaborators.filter(({ userId }) => userId !== user.id);
  if (collaborators.length < repository.collaborators.length)
    world.repositories.update(repository, { collaborators });
  const invitations = invitationsOf(world);
  for (const invitation of invitations.of(repository.id)) {
    if (invitation.inviteeId === user.id) invitations.remove(invitation);
  }
}
