import { findRepository } from "../access.ts";
import type { RouteModule } from "../env.ts";
import { forbidden } from "../errors.ts";

/**
 * Which versions have a weakness is not known here, so that no repository ever has an alert.
 * https://docs.github.com/en/rest/dependabot/alerts
 */
export const dependabotAlerts: RouteModule = (app, world) => {
  app.get("/repos/:owner/:repo/dependabot/alerts", c => {
    if (findRepository(c, world, "push").vulnerability_alerts) return c.json([]);
    throw forbidden("Dependabot alerts are disabled for this repository.");
  });
};
