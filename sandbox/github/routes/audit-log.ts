import type { Hono } from "hono";
import { ownOrganization } from "../access.ts";
import { type AuditEvent, auditLogOf } from "../audit-log.ts";
import type { Env } from "../env.ts";
import { GitHubError } from "../errors.ts";
import { page } from "../pages.ts";
import type { World } from "../world.ts";

/** Qualifiers of a search, and whether an event is what they ask for. */
const qualifiers: Readonly<Record<string, (event: AuditEvent, value: string) => boolean>> = {
  repo: ({ repo }, value) => repo.toLowerCase() === value.toLowerCase(),
  actor: ({ actor }, value) => actor.toLowerCase() === value.toLowerCase(),
  action: ({ action }, value) => action === value || action.startsWith(`${value}.`),
  created: ({ created_at: at }, value) => at >= Date.parse(value.replace(/^>=?/, "")),
};

/**
 * The newest event first. https://docs.github.com/en/enterprise-cloud@latest/rest/orgs/orgs#get-the-audit-log-for-an-organization
 */
export function auditLog(app: Hono<Env>, world: World): void {
  app.get("/orgs/:org/audit-log", c => {
    const organization = ownOrganization(c, world);
    const asked = (c.req.query("phrase") ?? "").split(" ").filter(Boolean);
    const tests = asked.map(qualifier => {
      const [name = "", value = ""] = qualifier.split(/:(.*)/s);
      const test = qualifiers[name];
      if (!test) throw new GitHubError(501, `The sandbox's audit log can't be searched for \`${qualifier}\``);
      return (event: AuditEvent) => test(event, value);
    });
    const found = auditLogOf(world)
      .of(organization.id)
      .filter(event => tests.every(test => test(event)));
    return c.json(page(c, found.toReversed()).map(represent));
  });
}

function represent({ id, ownerId: _, ...event }: AuditEvent) {
  return { "@timestamp": event.created_at, _document_id: String(id), ...event };
}
