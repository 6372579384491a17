import { apiUrl, origin, type RequestContext } from "../env.ts";
import type { App, Organization, User } from "../model.ts";
import { nodeId } from "../node-id.ts";

/** GitHub's `simple-user` of a user, an organisation or an App's bot. */
export function simpleUser(
  c: RequestContext,
  account: User | Organization,
  type: "User" | "Organization" = "User",
) {
  const url = apiUrl(c, `/users/${account.login}`);
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId(type, account.id),
    avatar_url: `${origin(c)}/avatars/u/${account.id}`,
    gravatar_id: "",
    url,
    html_url: `${origin(c)}/${account.login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: "public",
    site_admin: false,
  };
}

export function representOrganization(c: RequestContext, organization: Organization) {
  const url = apiUrl(c, `/orgs/${organization.login}`);
  return {
    login: organization.login,
    id: organization.id,
    node_id: nodeId("Organization", organization.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${origin(c)}/avatars/u/${organization.id}`,
    html_url: `${origin(c)}/${organization.login}`,
    description: null,
    name: organization.name,
    type: "Organization",
    has_organization_projects: true,
    has_repository_projects: true,
    default_repository_permission: organization.default_repository_permission,
    members_can_create_repositories: organization.members_can_create_repositories,
    two_factor_requirement_enabled: false,
    plan: { name: "enterprise", space: 976562499, private_repos: 999999, filled_seats: 0, seats: 0 },
    created_at: organization.created_at,
    updated_at: organization.updated_at,
    archived_at: null,
  };
}

export function representApp(c: RequestContext, app: App) {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId("App", app.id),
    name: app.name,
    description: null,
    external_url: `${origin(c)}/apps/${app.slug}`,
    html_url: `${origin(c)}/apps/${app.slug}`,
    permissions: { administration: "write", contents: "write", metadata: "read" },
    events: [],
  };
}
