import type { App, User } from "../model.ts";
import { nodeId } from "../node-id.ts";
import type { Node, Scope } from "./scope.ts";

/** A user as a node of type `User`. */
export function userNode(scope: Scope, user: User): Node {
  return {
    __typename: "User",
    id: nodeId("User", user.id),
    databaseId: user.id,
    login: user.login,
    name: user.name,
    email: user.email ?? "",
    avatarUrl: `${scope.origin}/avatars/u/${user.id}`,
    createdAt: user.created_at,
    isViewer: scope.actor.kind === "user" && scope.actor.user.id === user.id,
    isSiteAdmin: false,
    url: `${scope.origin}/${user.login}`,
    resourcePath: `/${user.login}`,
  };
}

/** An App as a node of type `App`. */
export function appNode(scope: Scope, app: App): Node {
  return {
    __typename: "App",
    id: nodeId("App", app.id),
    databaseId: app.id,
    name: app.name,
    slug: app.slug,
    description: null,
    url: `${scope.origin}/apps/${app.slug}`,
  };
}

/** Who is asking, as `viewer`; an App's installation is shown as the App's bot. */
export function viewerNode(scope: Scope): Node {
  const { actor } = scope;
  if (actor.kind === "user") return userNode(scope, actor.user);
  const login = `${actor.app.slug}[bot]`;
  return { ...appNode(scope, actor.app), __typename: "User", login, email: "", isViewer: true };
}
