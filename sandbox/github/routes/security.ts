import type { Hono } from "hono";
import { findRepository } from "../access.ts";
import type { Env } from "../env.ts";
import { notFound, unprocessable } from "../errors.ts";
import type { World } from "../world.ts";

/** The switches of a repository's security, each with its address. */
export function security(app: Hono<Env>, world: World): void {
  vulnerabilityAlerts(app, world);
  automatedSecurityFixes(app, world);
  privateVulnerabilityReporting(app, world);
  immutableReleases(app, world);
}

/** https://docs.github.com/en/rest/repos/repos#enable-vulnerability-alerts */
function vulnerabilityAlerts(app: Hono<Env>, world: World): void {
  const path = "/repos/:owner/:repo/vulnerability-alerts";
  app.get(path, c => {
    if (!findRepository(c, world, "admin").vulnerability_alerts) throw notFound();
    return c.body(null, 204);
  });
  app.put(path, c => {
    world.repositories.update(findRepository(c, world, "admin"), { vulnerability_alerts: true });
    return c.body(null, 204);
  });
  app.delete(path, c => {
    const off = { vulnerability_alerts: false, automated_security_fixes: false };
    world.repositories.update(findRepository(c, world, "admin"), off);
    return c.body(null, 204);
  });
}

/** Dependabot's updates need its alerts. https://docs.github.com/en/rest/repos/repos#enable-dependabot-security-updates */
function automatedSecurityFixes(app: Hono<Env>, world: World): void {
  const path = "/repos/:owner/:repo/automated-security-fixes";
  app.get(path, c => {
    const repository = findRepository(c, world, "admin");
    return c.json({ enabled: repository.automated_security_fixes, paused: false });
  });
  app.put(path, c => {
    const repository = findRepository(c, world, "admin");
    if (!repository.vulnerability_alerts) {
      throw unprocessable("Vulnerability alerts must be enabled to configure automated security fixes.");
    }
    world.repositories.update(repository, { automated_security_fixes: true });
    return c.body(null, 204);
  });
  app.delete(path, c => {
    world.repositories.update(findRepository(c, world, "admin"), { automated_security_fixes: false });
    return c.body(null, 204);
  });
}

/** Public repositories only. https://docs.github.com/en/rest/repos/repos#enable-private-vulnerability-reporting-for-a-repository */
function privateVulnerabilityReporting(app: Hono<Env>, world: World): void {
  const path = "/repos/:owner/:repo/private-vulnerability-reporting";
  app.get(path, c => c.json({ enabled: findRepository(c, world).private_vulnerability_reporting }));
  for (const method of ["PUT", "DELETE"] as const) {
    app.on(method, path, c => {
      const repository = findRepository(c, world, "admin");
      if (repository.visibility !== "public") {
        throw unprocessable("Private vulnerability reporting is available for public repositories only.");
      }
      world.repositories.update(repository, { private_vulnerability_reporting: method === "PUT" });
      return c.body(null, 204);
    });
  }
}

/** https://docs.github.com/en/rest/repos/repos#enable-immutable-releases */
function immutableReleases(app: Hono<Env>, world: World): void {
  const path = "/repos/:owner/:repo/immutable-releases";
  app.get(path, c => {
    if (!findRepository(c, world, "admin").immutable_releases) throw notFound();
    return c.json({ enabled: true, enforced_by_owner: false });
  });
  for (const method of ["PUT", "DELETE"] as const) {
    app.on(method, path, c => {
      world.repositories.update(findRepository(c, world, "admin"), { immutable_releases: method === "PUT" });
      return c.body(null, 204);
    });
  }
}
