import type { Hono } from "hono";
import { apiUrl, type Env } from "../env.ts";
import { publicHostKey } from "../git/ssh.ts";
import { credentialOf, type Limits } from "../traffic/limits.ts";
import type { World } from "../world.ts";

/** What tells of the server itself: the limits, and how git reaches it. */
export function meta(app: Hono<Env>, world: World, limits: Limits): void {
  /** https://docs.github.com/en/rest/rate-limit/rate-limit */
  app.get("/rate_limit", c => {
    const headers = limits.headers(credentialOf(c.req.header("authorization")));
    const core = Object.fromEntries(
      (["limit", "remaining", "used", "reset"] as const).map(name => [
        name,
        Number(headers[`x-ratelimit-${name}`]),
      ]),
    );
    return c.json({ resources: { core, graphql: core, search: core }, rate: core });
  });

  /** What a client asks to learn whom it speaks to: https://docs.github.com/en/rest/meta/meta#github-api-root */
  // With a slash at the end and without one.
  app.on("GET", ["", "/"], c =>
    c.json({
      current_user_url: apiUrl(c, "/user"),
      emojis_url: apiUrl(c, "/emojis"),
      organization_url: apiUrl(c, "/orgs/{org}"),
      organization_repositories_url: apiUrl(c, "/orgs/{org}/repos{?type,page,per_page,sort}"),
      organization_teams_url: apiUrl(c, "/orgs/{org}/teams"),
      rate_limit_url: apiUrl(c, "/rate_limit"),
      repository_url: apiUrl(c, "/repos/{owner}/{repo}"),
      current_user_repositories_url: apiUrl(c, "/user/repos{?type,page,per_page,sort}"),
      user_url: apiUrl(c, "/users/{user}"),
      user_organizations_url: apiUrl(c, "/user/orgs"),
    }),
  );

  /** https://docs.github.com/en/rest/meta/meta */
  app.get("/meta", c =>
    c.json({
      verifiable_password_authentication: false,
      ssh_keys: [publicHostKey(world.directory)],
    }),
  );
}
