import { createPublicKey, verify } from "node:crypto";
import type { HonoRequest, MiddlewareHandler } from "hono";
import type { Actor, Env } from "./env.ts";
import { badCredentials, GitHubError } from "./errors.ts";
import type { User } from "./model.ts";
import type { World } from "./world.ts";

/** Who shows no credential: a user without any membership. */
const anybody: User = { id: 0, ownerId: 0, login: "anonymous", name: null, email: null, created_at: "" };

/**
 * Finds out who asks and puts it into the context as `actor`; anything but a valid credential is a 401. Without one, only
 * git reads public repositories.
 * https://docs.github.com/en/rest/authentication/authenticating-to-the-rest-api
 */
export function authentication(world: World): MiddlewareHandler<Env> {
  return async (c, next) => {
    const credential = credentialOf(c.req.header("authorization"));
    if (!credential && readsPublic(world, c.req)) {
      c.set("actor", { kind: "user", user: anybody });
      return await next();
    }
    if (!credential) {
      throw new GitHubError(
        401,
        "Requires authentication",
        {},
        { "www-authenticate": 'Basic realm="GitHub"' },
      );
    }
    const actor =
      credential.split(".").length === 3 ? appActor(world, credential) : tokenActor(world, credential);
    c.set("actor", actor);
    await next();
  };
}

function readsPublic(world: World, request: HonoRequest): boolean {
  const [, owner = "", name = "", service] =
    /^\/([^/]+)\/([^/]+?)(?:\.git)?\/(info\/refs|git-upload-pack)$/.exec(request.path) ?? [];
  const isRead = service === "git-upload-pack" || request.query("service") === "git-upload-pack";
  return isRead && world.repository(owner, name)?.visibility === "public";
}

function credentialOf(header = ""): string | undefined {
  const [scheme = "", value = ""] = header.split(/\s+/, 2);
  if (/^(token|bearer)$/i.test(scheme)) return value;
  if (!/^basic$/i.test(scheme)) return undefined;
  const [user = "", password = ""] = Buffer.from(value, "base64").toString().split(/:(.*)/s);
  return password === "" || password === "x-oauth-basic" ? user : password;
}

function tokenActor(world: World, value: string): Actor {
  const token = world.tokens.all().find(candidate => candidate.token === value);
  if (!token || (token.expires_at !== null && Date.parse(token.expires_at) <= Date.now()))
    throw badCredentials();
  if (token.kind === "user") {
    const user = world.users.get(token.ownerId);
    if (!user) throw badCredentials();
    return { kind: "user", user };
  }
  const installation = world.installations.get(token.ownerId);
  const app = installation && world.apps.get(installation.ownerId);
  if (!app) throw badCredentials();
  return { kind: "installation", app, installation };
}

/** Checks an App's JWT: RS256 with the App's key, issued in the past, at most ten minutes valid. */
function appActor(world: World, jwt: string): Actor {
  const [header = "", payload = "", signature = ""] = jwt.split(".");
  const claims = decode(payload);
  const app = world.apps.all().find(candidate => String(candidate.id) === String(claims.iss));
  if (decode(header).alg !== "RS256" || !app) {
    throw new GitHubError(401, "A JSON web token could not be decoded");
  }
  const key = createPublicKey(app.publicKeyPem);
  const signed = verify(
    "RSA-SHA256",
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, "base64url"),
  );
  if (!signed) throw new GitHubError(401, "A JSON web token could not be decoded");
  const now = Date.now() / 1000;
  const expires = Number(claims.exp);
  if (!(expires > now)) {
    throw new GitHubError(
      401,
      "'Expiration time' claim ('exp') must be a numeric value representing the future time at which the assertion expires",
    );
  }
  if (expires > now + 660)
    throw new GitHubError(401, "'Expiration time' claim ('exp') is too far in the future");
  return { kind: "app", app };
}

function decode(part: string): Record<string, unknown> {
  try {
    return JSON.parse(Buffer.from(part, "base64url").toString());
  } catch {
    throw new GitHubError(401, "A JSON web token could not be decoded");
  }
}
