import { randomBytes } from "node:crypto";
import type { components } from "@octokit/openapi-types";
import type { Hono } from "hono";
import { findOrganization } from "../access.ts";
import { apiUrl, type Env, origin, type RequestContext } from "../env.ts";
import { GitHubError, notFound } from "../errors.ts";
import type { App, Installation, Organization } from "../model.ts";
import { page } from "../pages.ts";
import { representApp, simpleUser } from "../represent/account.ts";
import { minimalRepository } from "../represent/repository.ts";
import type { World } from "../world.ts";

/** Every App here was given all that it could ask for. */
const permissions: components["schemas"]["app-permissions"] = {
  actions: "write",
  administration: "write",
  contents: "write",
  environments: "write",
  issues: "write",
  members: "write",
  metadata: "read",
  organization_custom_properties: "admin",
  pull_requests: "write",
  repository_custom_properties: "write",
  repository_hooks: "write",
  secrets: "write",
  security_events: "write",
  vulnerability_alerts: "write",
  workflows: "write",
};

/** https://docs.github.com/en/rest/apps/apps */
export function apps(app: Hono<Env>, world: World): void {
  app.get("/app", c => c.json(representApp(c, self(c))));

  app.get("/apps/:slug", c => {
    const found = world.apps.all().find(({ slug }) => slug === c.req.param("slug"));
    if (!found) throw notFound();
    return c.json(representApp(c, found));
  });

  app.get("/app/installations", c =>
    c.json(
      page(c, world.installations.of(self(c).id)).map(installation => represent(c, world, installation)),
    ),
  );

  app.get("/app/installations/:id", c => c.json(represent(c, world, findInstallation(c))));

  app.post("/app/installations/:id/access_tokens", c => {
    const installation = findInstallation(c);
    const lifetime = installation.tokenLifetimeSeconds * 1000;
    const token = world.tokens.add({
      ownerId: installation.id,
      kind: "installation",
      token: `ghs_${randomBytes(18).toString("hex")}`,
      expires_at: new Date(Date.now() + lifetime).toISOString(),
    });
    const { token: value, expires_at } = token;
    return c.json({ token: value, expires_at, permissions, repository_selection: "all" }, 201);
  });

  app.get("/orgs/:org/installation", c =>
    c.json(represent(c, world, installationIn(c, findOrganization(c, world)))),
  );

  app.get("/repos/:owner/:repo/installation", c => {
    const organization = world.organization(c.req.param("owner"));
    if (!organization) throw notFound();
    return c.json(represent(c, world, installationIn(c, organization)));
  });

  app.get("/orgs/:org/installations", c => {
    const { id } = findOrganization(c, world);
    const installed = world.installations.all().filter(({ organizationId }) => organizationId === id);
    const installations = page(c, installed).map(installation => represent(c, world, installation));
    return c.json({ total_count: installed.length, installations });
  });

  app.get("/installation/repositories", c => {
    const actor = c.get("actor");
    if (actor.kind !== "installation") throw notFound();
    const repositories = world.repositories.of(actor.installation.organizationId);
    return c.json({
      total_count: repositories.length,
      repositories: page(c, repositories).map(repository => minimalRepository(c, world, repository)),
    });
  });

  function findInstallation(c: RequestContext): Installation {
    const installation = world.installations.get(Number(c.req.param("id")));
    if (installation?.ownerId !== self(c).id) throw notFound();
    return installation;
  }

  function installationIn(c: RequestContext, organization: Organization): Installation {
    const found = world.installations
      .of(self(c).id)
      .find(({ organizationId }) => organizationId === organization.id);
    if (!found) throw notFound();
    return found;
  }
}

/** The App that asks with its JWT. */
function self(c: RequestContext): App {
  const actor = c.get("actor");
  if (actor.kind !== "app") throw new GitHubError(401, "A JSON web token could not be decoded");
  return actor.app;
}

function represent(c: RequestContext, world: World, installation: Installation) {
  const organization = world.organizations.get(installation.organizationId);
  const app = world.apps.get(installation.ownerId);
  return {
    id: installation.id,
    account: organization ? simpleUser(c, organization, "Organization") : null,
    repository_selection: "all",
    access_tokens_url: apiUrl(c, `/app/installations/${installation.id}/access_tokens`),
    html_url: `${origin(c)}/organizations/${organization?.login}/settings/installations/${installation.id}`,
    app_id: installation.ownerId,
    app_slug: app?.slug ?? "",
    target_id: installation.organizationId,
    target_type: "Organization",
    permissions,
    events: [],
  };
}
