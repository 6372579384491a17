import type { Actor, RequestContext } from "./env.ts";
import { origin } from "./env.ts";
import { simpleUser } from "./represent/account.ts";
import type { World } from "./world.ts";

/** Who wrote a thing: a user, or the App whose installation's token was used. */
export interface Author {
  kind: "User" | "App";
  id: number;
}

export function authorOf(actor: Actor): Author {
  return actor.kind === "user" ? { kind: "User", id: actor.user.id } : { kind: "App", id: actor.app.id };
}

/** The author's login; an App's is that of its bot. */
export function loginOf(world: World, author: Author): string {
  if (author.kind === "User") return world.users.get(author.id)?.login ?? "ghost";
  return `${world.apps.get(author.id)?.slug ?? "ghost"}[bot]`;
}

/** The author as GitHub's `simple-user`; null when the account is gone. */
export function representAuthor(c: RequestContext, world: World, author: Author) {
  const user = author.kind === "User" ? world.users.get(author.id) : undefined;
  if (user) return simpleUser(c, user);
  const app = author.kind === "App" ? world.apps.get(author.id) : undefined;
  if (!app) return null;
  const login = `${app.slug}[bot]`;
  const bot = { ownerId: 0, id: app.id, login, name: login, email: null, created_at: "" };
  return { ...simpleUser(c, bot), type: "Bot", html_url: `${origin(c)}/apps/${app.slug}` };
}
