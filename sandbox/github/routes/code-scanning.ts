import type { Hono } from "hono";
import * as z from "zod";
import { findRepository } from "../access.ts";
import { given, readBody } from "../body.ts";
import { apiUrl, type Env } from "../env.ts";
import { forbidden } from "../errors.ts";
import type { Repository } from "../model.ts";
import type { Document } from "../store.ts";
import type { World } from "../world.ts";

/** CodeQL's default setup of a repository (owner of the document). */
export interface DefaultSetup extends Document {
  state: "configured" | "not-configured";
  languages: string[];
  query_suite: "default" | "extended";
  threat_model: "remote" | "remote_and_local";
  runner_type: "standard" | "labeled";
  runner_label: string | null;
  updated_at: string | null;
}

const DEFAULTS: Omit<DefaultSetup, "id" | "ownerId"> = {
  state: "not-configured",
  languages: [],
  query_suite: "default",
  threat_model: "remote",
  runner_type: "standard",
  runner_label: null,
  updated_at: null,
};

const LANGUAGES = [
  "actions",
  "c-cpp",
  "csharp",
  "go",
  "java-kotlin",
  "javascript-typescript",
  "python",
  "ruby",
  "swift",
] as const;

const setupBody = z.object({
  state: z.enum(["configured", "not-configured"]).optional(),
  languages: z.array(z.enum(LANGUAGES)).optional(),
  query_suite: z.enum(["default", "extended"]).optional(),
  threat_model: z.enum(["remote", "remote_and_local"]).optional(),
  runner_type: z.enum(["standard", "labeled"]).optional(),
  runner_label: z.string().nullish(),
});

/** https://docs.github.com/en/rest/code-scanning/code-scanning#get-a-code-scanning-default-setup-configuration */
export function codeScanning(app: Hono<Env>, world: World): void {
  const all = world.collection<DefaultSetup>("code_scanning_default_setups");
  const path = "/repos/:owner/:repo/code-scanning/default-setup";

  app.get(path, c => {
    const repository = findRepository(c, world, "push");
    requireCodeScanning(repository);
    const { ownerId: _, ...setup } = { ...DEFAULTS, ...all.of(repository.id)[0] } as DefaultSetup;
    const schedule = setup.state === "configured" ? "weekly" : null;
    return c.json({ ...setup, id: undefined, schedule });
  });

  app.patch(path, async c => {
    const repository = findRepository(c, world, "admin");
    requireCodeScanning(repository);
    const wanted = given(await readBody(c, setupBody));
    const [known] = all.of(repository.id);
    const current = known ?? all.add({ ownerId: repository.id, ...DEFAULTS });
    const { state, languages } = current;
    all.update(current, { ...wanted, updated_at: world.now() });
    if (current.state === "not-configured" || (state === current.state && languages === current.languages)) {
      return c.json({});
    }
    const run = `/repos/${world.organizationOf(repository).login}/${repository.name}/actions/runs/${current.id}`;
    return c.json({ run_id: current.id, run_url: apiUrl(c, run) }, 202);
  });
}

/** Code scanning is part of Advanced Security, which public repositories always have. */
function requireCodeScanning(repository: Repository): void {
  if (repository.visibility === "public" || repository.security.advanced_security) return;
  throw forbidden("Advanced Security must be enabled for this repository to use code scanning.");
}
