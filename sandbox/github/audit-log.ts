import type { MiddlewareHandler } from "hono";
import type { Actor, Env } from "./env.ts";
import type { Collection, Document } from "./store.ts";
import type { World } from "./world.ts";

/** What somebody did in an organisation (owner of the document), in the API's own field names. */
export interface AuditEvent extends Document, Fields {
  action: string;
  actor: string;
  actor_id: number;
  /** Milliseconds since 1970. */
  created_at: number;
  org: string;
  /** `organisation/repository`. */
  repo: string;
}

type Fields = Record<string, string | number | boolean>;
type Body = Readonly<Record<string, unknown>>;

/** An action, and what tells the thing that it was done to from others. */
type Told = readonly [action: string, fields?: Fields];

interface Change {
  readonly method: string;
  /** What the path has in its groups. */
  readonly keys: readonly string[];
  readonly body: Body;
  readonly answer: Body;
}

export const AUDIT_LOG = "audit_log";

export function auditLogOf(world: World): Collection<AuditEvent> {
  return world.collection<AuditEvent>(AUDIT_LOG);
}

const operations: Readonly<Record<string, string>> = {
  POST: "create",
  PUT: "update",
  PATCH: "update",
  DELETE: "destroy",
};

/**
 * Which request below a repository is told as which action. What GitHub does not tell of, descriptions and labels for
 * instance, is not told here either; nor is what is changed by GraphQL.
 * https://docs.github.com/en/organizations/keeping-your-organization-secure/managing-security-settings-for-your-organization/audit-log-events-for-your-organization
 */
const told: readonly (readonly [path: RegExp, tell: (change: Change) => readonly Told[]])[] = [
  [/^$/, ({ method, body }) => (method === "PATCH" ? settings(body) : [])],
  [
    /^\/rulesets(?:\/(\d+))?$/,
    ({ method, keys: [id], answer }) => {
      const fields = { ruleset_id: Number(id ?? answer.id), ...named("ruleset_name", answer.name) };
      return [[`repository_ruleset.${operations[method]}`, fields]];
    },
  ],
  [
    /^\/branches\/([^/]+)\/protection(\/.+)?$/,
    ({ method, keys: [branch = "", detail] }) => {
      const operation = detail ? `update${detail.replaceAll("/", "_")}` : operations[method];
      return [[`protected_branch.${operation}`, { name: branch }]];
    },
  ],
  [
    /^\/collaborators\/([^/]+)$/,
    ({ method, keys: [user = ""] }) => [
      [method === "DELETE" ? "repo.remove_member" : "repo.add_member", { user }],
    ],
  ],
  [
    /^\/environments\/([^/]+)$/,
    ({ method, keys: [name = ""] }) => [
      [
        method === "DELETE" ? "environment.delete" : "environment.update_protection_rule",
        { environment_name: name },
      ],
    ],
  ],
  [/^\/actions\/permissions$/, () => [["repo.update_actions_settings"]]],
  [/^\/actions\/permissions\/workflow$/, () => [["repo.set_default_workflow_permissions"]]],
  [/^\/actions\/(variable|secret)s(?:\/([^/]+))?$/, setting],
  [
    /^\/hooks(?:\/(\d+))?$/,
    ({ method, keys: [id], answer }) => [
      [
        `hook.${method === "PATCH" ? "config_changed" : operations[method]}`,
        { hook_id: Number(id ?? answer.id) },
      ],
    ],
  ],
  [
    /^\/vulnerability-alerts$/,
    ({ method }) => [[`repository_vulnerability_alerts.${method === "DELETE" ? "disable" : "enable"}`]],
  ],
  [
    /^\/code-scanning\/default-setup$/,
    ({ body }) => [[`repo.codeql_${body.state === "not-configured" ? "disabled" : "enabled"}`]],
  ],
];

/** Notes what somebody has changed in a repository, once it is done. */
export function auditing(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    await next();
    const [, owner = "", name = "", path = ""] =
      /^\/api\/v3\/repos\/([^/]+)\/([^/]+)(.*)$/.exec(decodeURI(c.req.path)) ?? [];
    const { method } = c.req;
    if (name === "" || !(method in operations) || !c.res.ok) return;
    const repository = world.repository(owner, name);
    const actor = actorOf(c.get("actor"));
    if (!repository || !actor) return;
    for (const [pattern, tell] of told) {
      const [whole, ...keys] = pattern.exec(path) ?? [];
      if (whole === undefined) continue;
      const change = {
        method,
        keys,
        body: json(await c.req.text()),
        answer: json(await c.res.clone().text()),
      };
      const organization = world.organizationOf(repository);
      for (const [action, fields = {}] of tell(change))
        auditLogOf(world).add({
          ...fields,
          ...actor,
          ownerId: organization.id,
          action,
          created_at: Date.now(),
          org: organization.login,
          repo: `${organization.login}/${repository.name}`,
        });
    }
  };
}

function actorOf(actor: Actor): { actor: string; actor_id: number } | undefined {
  if (actor.kind === "user") return { actor: actor.user.login, actor_id: actor.user.id };
  return { actor: `${actor.app.slug}[bot]`, actor_id: actor.app.id };
}

/** Only some of a repository's settings are told of. */
function settings(body: Body): readonly Told[] {
  const { archived, visibility, default_branch: branch, name, security_and_analysis: security } = body;
  const merging = Object.keys(body).some(key => /^allow_(squash|merge|rebase|auto)|^delete_branch/.test(key));
  return [
    ...(archived === undefined ? [] : [[archived ? "repo.archived" : "repo.unarchived"] as Told]),
    ...(visibility === undefined ? [] : [["repo.access", named("visibility", visibility)] as Told]),
    ...(branch === undefined ? [] : [["repo.update_default_branch"] as Told]),
    ...(name === undefined ? [] : [["repo.rename"] as Told]),
    ...(merging ? [["repo.change_merge_setting"] as Told] : []),
    ...Object.entries((security ?? {}) as Record<string, { status?: string }>).map(
      ([feature, { status }]): Told => [
        `repository_${feature}.${status === "enabled" ? "enable" : "disable"}`,
      ],
    ),
  ];
}

function setting({ method, keys: [kind, name], body }: Change): readonly Told[] {
  const key = String(name ?? body.name);
  if (key === "public-key") return [];
  const operation = method === "DELETE" ? "remove" : operations[method];
  return [[`repo.${operation}_actions_${kind}`, { key }]];
}

function named(field: string, value: unknown): Fields {
  return typeof value === "string" ? { [field]: value } : {};
}

function json(text: string): Body {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
