import type { Hono } from "hono";
import { findUser, roleOfUser } from "../access.ts";
import type { Env, RequestContext } from "../env.ts";
import { forbidden } from "../errors.ts";
import type { Repository, User } from "../model.ts";
import { page } from "../pages.ts";
import { representOrganization, simpleUser } from "../represent/account.ts";
import { minimalRepository } from "../represent/repository.ts";
import type { World } from "../world.ts";

/** https://docs.github.com/en/rest/users/users */
export function users(app: Hono<Env>, world: World): void {
  app.get("/user", c => c.json(represent(c, self(c))));

  app.get("/user/orgs", c => {
    const { id } = self(c);
    const own = world.organizations
      .all()
      .filter(organization => world.memberships.of(organization.id).some(({ userId }) => userId === id));
    return c.json(page(c, own).map(organization => representOrganization(c, organization)));
  });

  /** https://docs.github.com/en/rest/repos/repos#list-repositories-for-the-authenticated-user */
  app.get("/user/repos", c => {
    const user = self(c);
    const visible = world.repositories
      .all()
      .filter(repository => isTakenPartIn(world, user, repository))
      .sort((a, b) => nameOf(world, a).localeCompare(nameOf(world, b)));
    return c.json(page(c, visible).map(repository => minimalRepository(c, world, repository)));
  });

  /** https://docs.github.com/en/rest/users/emails */
  app.get("/user/emails", c => {
    const { email } = self(c);
    return c.json(email ? [{ email, primary: true, verified: true, visibility: "public" }] : []);
  });

  app.get("/users/:username", c => {
    const organization = world.organization(c.req.param("username"));
    return c.json(organization ? representOrganization(c, organization) : represent(c, findUser(c, world)));
  });

  // Nobody in the sandbox has keys of their own; the provider asks for them with every user it looks up.
  for (const kind of ["keys", "gpg_keys"]) {
    app.get(`/users/:username/${kind}`, c => {
      findUser(c, world);
      return c.json([]);
    });
  }
}

/** Whether the user has access to it as one of the organisation or by a grant: what is only public does not count. */
function isTakenPartIn(world: World, user: User, repository: Repository): boolean {
  return roleOfUser(world, user, { ...repository, visibility: "private" }) !== undefined;
}

function nameOf(world: World, repository: Repository): string {
  return `${world.organizationOf(repository).login}/${repository.name}`;
}

/** The user who asks; an App is none. */
function self(c: RequestContext): User {
  const actor = c.get("actor");
  if (actor.kind !== "user") throw forbidden("Resource not accessible by integration");
  return actor.user;
}

function represent(c: RequestContext, user: User) {
  return {
    ...simpleUser(c, user),
    name: user.name,
    email: user.email,
    company: null,
    blog: "",
    location: null,
    hireable: null,
    bio: null,
    public_repos: 0,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: user.created_at,
    updated_at: user.created_at,
  };
}
