import type { HttpBindings } from "@hono/node-server";
import type { Context, Hono } from "hono";
import type { App, Installation, User } from "./model.ts";
import type { World } from "./world.ts";

/** Who a request speaks for: a user, an App by its JWT, or an App's installation by its token. */
export type Actor =
  | { kind: "user"; user: User }
  | { kind: "app"; app: App }
  | { kind: "installation"; app: App; installation: Installation };

export interface Env {
  Bindings: HttpBindings;
  Variables: {
    actor: Actor;
    /** What the rate-limit headers say of the credential before this request's answer leaves. */
    allowance: Record<string, string>;
    /** Parts of the request that the sandbox does not know, to be remembered with the requests it does not know. */
    unknown?: string[];
  };
}

export type RequestContext = Context<Env>;

/** One kind of thing's routes; REST modules register paths below `/api/v3`. */
export type RouteModule = (app: Hono<Env>, world: World) => void;

/** The address this request reached the server by, without a slash at the end. */
export function origin(c: RequestContext): string {
  return new URL(c.req.url).origin;
}

/** The address of a REST resource, as answers name it. */
export function apiUrl(c: RequestContext, path: string): string {
  return `${origin(c)}/api/v3${path}`;
}
