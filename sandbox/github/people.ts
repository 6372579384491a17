import { createPublicKey } from "node:crypto";
import { unprocessable } from "./errors.ts";
import type { Installation, Organization, User } from "./model.ts";
import type { World } from "./world.ts";

/** The user who owns every organisation of the sandbox. */
export const ADMIN_LOGIN = "sandbox-admin";

/** The user of that login, added when nobody has it. */
export function ensureUser(world: World, login: string): User {
  const known = world.user(login);
  if (known) return known;
  checkLogin(world, login);
  return world.users.add({ ownerId: 0, login, name: null, email: null, created_at: world.now() });
}

/** The organisation of that login, added with the sandbox's administrator as its owner when there is none. */
export function ensureOrganization(world: World, login: string): Organization {
  const known = world.organization(login);
  if (known) return known;
  checkLogin(world, login);
  const now = world.now();
  const organization = world.organizations.add({
    ownerId: 0,
    login,
    name: null,
    default_repository_permission: "read",
    members_can_create_repositories: true,
    created_at: now,
    updated_at: now,
  });
  addMember(world, organization, ensureUser(world, ADMIN_LOGIN), "admin");
  return organization;
}

/** Makes a user an active member of an organisation, or gives a member that role. */
export function addMember(
  world: World,
  organization: Organization,
  user: User,
  role: "admin" | "member",
): void {
  const known = world.membership(organization, user);
  if (known) world.memberships.update(known, { role, state: "active" });
  else world.memberships.add({ ownerId: organization.id, userId: user.id, role, state: "active" });
}

/** Gives a user a token, beside those it has. */
export function issueUserToken(world: World, user: User, token: string): void {
  const known = world.tokens.of(user.id).some(existing => existing.token === token);
  if (!known) world.tokens.add({ ownerId: user.id, kind: "user", token, expires_at: null });
}

/** The App of that slug with this key, installed in the organisation. */
export function ensureApp(
  world: World,
  organization: Organization,
  wanted: {
    id?: number | undefined;
    slug: string;
    publicKeyPem: string;
    tokenLifetimeSeconds?: number | undefined;
  },
): Installation {
  checkKey(wanted.publicKeyPem);
  const { id, slug, publicKeyPem } = wanted;
  const known = world.apps.all().find(app => app.slug === slug);
  const app = known
    ? world.apps.update(known, { publicKeyPem })
    : world.apps.add({ ...(id && { id }), ownerId: 0, slug, name: slug, publicKeyPem });
  const tokenLifetimeSeconds = wanted.tokenLifetimeSeconds ?? 3600;
  const installed = world.installations
    .of(app.id)
    .find(({ organizationId }) => organizationId === organization.id);
  return installed
    ? world.installations.update(installed, { tokenLifetimeSeconds })
    : world.installations.add({ ownerId: app.id, organizationId: organization.id, tokenLifetimeSeconds });
}

function checkKey(pem: string): void {
  try {
    createPublicKey(pem);
  } catch {
    throw unprocessable("publicKeyPem is not a public key in PEM form");
  }
}

/** Users and organisations share one namespace. */
function checkLogin(world: World, login: string): void {
  if (!/^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$/.test(login)) {
    throw unprocessable(
      `'${login}' is no login: letters, digits, hyphens and underscores, at most 39, beginning with a letter or digit`,
    );
  }
  if (world.user(login) || world.organization(login)) throw unprocessable(`The login '${login}' is taken`);
}
