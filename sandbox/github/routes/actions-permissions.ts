import type { Hono } from "hono";
import * as z from "zod";
import { findRepository, ownOrganization } from "../access.ts";
import { given, readBody } from "../body.ts";
import type { Env, RequestContext } from "../env.ts";
import { conflict } from "../errors.ts";
import type { Collection, Document } from "../store.ts";
import type { World } from "../world.ts";

/** What GitHub Actions may do in a repository or an organisation (owner of the document). */
export interface ActionsSettings extends Document {
  enabled: boolean;
  allowed_actions: "all" | "local_only" | "selected";
  sha_pinning_required: boolean;
  selected_actions: { github_owned_allowed: boolean; verified_allowed: boolean; patterns_allowed: string[] };
  workflow: { default_workflow_permissions: "read" | "write"; can_approve_pull_request_reviews: boolean };
  access_level: "none" | "user" | "organization" | "enterprise";
}

const DEFAULTS: Omit<ActionsSettings, "id" | "ownerId"> = {
  enabled: true,
  allowed_actions: "all",
  sha_pinning_required: false,
  selected_actions: { github_owned_allowed: false, verified_allowed: false, patterns_allowed: [] },
  workflow: { default_workflow_permissions: "read", can_approve_pull_request_reviews: false },
  access_level: "none",
};

const allowed = z.enum(["all", "local_only", "selected"]);
const permissionsBody = z.object({
  enabled: z.boolean().optional(),
  enabled_repositories: z.enum(["all", "none", "selected"]).optional(),
  allowed_actions: allowed.optional(),
  sha_pinning_required: z.boolean().optional(),
});
const selectedBody = z.object({
  github_owned_allowed: z.boolean().optional(),
  verified_allowed: z.boolean().optional(),
  patterns_allowed: z.array(z.string()).optional(),
});
const workflowBody = z.object({
  default_workflow_permissions: z.enum(["read", "write"]).optional(),
  can_approve_pull_request_reviews: z.boolean().optional(),
});
const accessBody = z.object({ access_level: z.enum(["none", "user", "organization", "enterprise"]) });

function actionsSettingsOf(world: World): Collection<ActionsSettings> {
  return world.collection<ActionsSettings>("actions_settings");
}

/** The Actions settings of a repository or organisation; GitHub's defaults where nobody changed them. */
function actionsSettings(world: World, ownerId: number): Omit<ActionsSettings, "id"> {
  return actionsSettingsOf(world).of(ownerId)[0] ?? { ownerId, ...DEFAULTS };
}

/** https://docs.github.com/en/rest/actions/permissions */
export function actionsPermissions(app: Hono<Env>, world: World): void {
  register(app, world, "/repos/:owner/:repo", c => findRepository(c, world, "admin").id);
  register(app, world, "/orgs/:org", c => ownOrganization(c, world).id);

  app.get("/repos/:owner/:repo/actions/permissions/access", c => {
    const { access_level } = actionsSettings(world, findRepository(c, world, "admin").id);
    return c.json({ access_level });
  });
  app.put("/repos/:owner/:repo/actions/permissions/access", async c => {
    change(world, findRepository(c, world, "admin").id, await readBody(c, accessBody));
    return c.body(null, 204);
  });
}

/** The addresses that repositories and organisations have alike. */
function register(app: Hono<Env>, world: World, prefix: string, owner: (c: RequestContext) => number): void {
  const base = `${prefix}/actions/permissions`;
  const forOrganization = prefix.startsWith("/orgs");

  app.get(base, c => {
    const { enabled, allowed_actions, sha_pinning_required } = actionsSettings(world, owner(c));
    const switched = forOrganization ? { enabled_repositories: enabled ? "all" : "none" } : { enabled };
    return c.json(enabled ? { ...switched, allowed_actions, sha_pinning_required } : switched);
  });
  app.put(base, async c => {
    const id = owner(c);
    const { enabled_repositories, ...wanted } = await readBody(c, permissionsBody);
    const enabled = enabled_repositories === undefined ? wanted.enabled : enabled_repositories !== "none";
    change(world, id, given({ ...wanted, enabled }));
    return c.body(null, 204);
  });

  app.get(`${base}/selected-actions`, c => c.json(selectable(world, owner(c)).selected_actions));
  app.put(`${base}/selected-actions`, async c => {
    const id = owner(c);
    const { selected_actions } = selectable(world, id);
    change(world, id, {
      selected_actions: { ...selected_actions, ...given(await readBody(c, selectedBody)) },
    });
    return c.body(null, 204);
  });

  app.get(`${base}/workflow`, c => c.json(actionsSettings(world, owner(c)).workflow));
  app.put(`${base}/workflow`, async c => {
    const id = owner(c);
    const { workflow } = actionsSettings(world, id);
    change(world, id, { workflow: { ...workflow, ...given(await readBody(c, workflowBody)) } });
    return c.body(null, 204);
  });
}

/** The list of allowed actions exists only while `selected` actions are allowed. */
function selectable(world: World, ownerId: number): Omit<ActionsSettings, "id"> {
  const settings = actionsSettings(world, ownerId);
  if (!settings.enabled || settings.allowed_actions !== "selected") throw conflict("Conflict");
  return settings;
}

function change(world: World, ownerId: number, changes: Partial<ActionsSettings>): void {
  const all = actionsSettingsOf(world);
  const [known] = all.of(ownerId);
  if (known) all.update(known, changes);
  else all.add({ ownerId, ...DEFAULTS, ...changes });
}
