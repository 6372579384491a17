import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { z } from "zod";
import { dockerHub } from "./image-reference.ts";
import { jsonIn } from "./json.ts";

/** What a registry is signed in to with. */
export type RegistryLogin =
  | { readonly kind: "password"; readonly user: string; readonly password: string }
  | { readonly kind: "refresh"; readonly token: string };

const config = z.object({
  auths: z
    .record(z.string(), z.object({ auth: z.string().optional(), identitytoken: z.string().optional() }))
    .default({}),
  credHelpers: z.record(z.string(), z.string()).default({}),
  credsStore: z.string().optional(),
});
const helped = z.object({ Username: z.string(), Secret: z.string() });

/** Docker Hub is known there by an address of its own. */
const hubKey = "https://index.docker.io/v1/";

/**
 * The login that Docker's configuration has for a registry; undefined where it has none, or can't be read.
 * https://docs.docker.com/reference/cli/docker/login/
 */
export async function loginTo(
  registry: string,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<RegistryLogin | undefined> {
  const file = join(environment.DOCKER_CONFIG || join(homedir(), ".docker"), "config.json");
  const read = existsSync(file) ? config.safeParse(jsonIn(readFileSync(file, "utf8"))).data : undefined;
  if (!read) return undefined;
  const keys = registry === dockerHub ? [hubKey, "docker.io"] : [registry, `https://${registry}`];
  const helper = keys.map(key => read.credHelpers[key]).find(Boolean) ?? read.credsStore;
  const known = keys.map(key => read.auths[key]).find(entry => entry?.auth || entry?.identitytoken);
  if (known?.identitytoken) return { kind: "refresh", token: known.identitytoken };
  if (known?.auth) return login(...split(Buffer.from(known.auth, "base64").toString("utf8")));
  return helper ? await fromHelper(helper, keys[0] ?? registry, environment) : undefined;
}

/** https://github.com/docker/docker-credential-helpers: the name goes in, and the login comes out, both by pipes. */
async function fromHelper(
  helper: string,
  key: string,
  env: NodeJS.ProcessEnv,
): Promise<RegistryLogin | undefined> {
  if (!/^[\w.-]+$/.test(helper)) return undefined;
  const options = { input: key, env, reject: false, timeout: 30_000 } as const;
  const { failed, stdout } = await execa(`docker-credential-${helper}`, ["get"], options);
  const found = failed ? undefined : helped.safeParse(jsonIn(stdout)).data;
  return found && login(found.Username, found.Secret);
}

/** In the place of a name stands what the secret is, where it is no password. */
function login(user: string, password: string): RegistryLogin {
  return user === "<token>" ? { kind: "refresh", token: password } : { kind: "password", user, password };
}

function split(text: string): [user: string, password: string] {
  const [user = "", password = ""] = text.split(/:(.*)/s);
  return [user, password];
}
