import { type DefinitionNode, type FieldNode, Kind, parse } from "graphql";
import { matchedRoutes } from "hono/route";
import type { RequestContext } from "../env.ts";

/** What the counters and limits know of a request. */
export interface RequestKind {
  /** `METHOD /route/:pattern`, or `query field` and `mutation field` for GraphQL. */
  name: string;
  write: boolean;
  api: "rest" | "graphql" | "git";
}

/** Tells what a request is. GraphQL arrives as POST whatever it does, so its document decides. */
export async function classify(c: RequestContext): Promise<RequestKind> {
  const { method, path } = c.req;
  if (path === "/api/graphql") return classifyGraphql(await c.req.text());
  if (!path.startsWith("/api/v3/")) {
    return { name: `${method} ${pattern(c)}`, write: path.endsWith("/git-receive-pack"), api: "git" };
  }
  // Asking for a token changes nothing of an organisation.
  const write = !["GET", "HEAD", "OPTIONS"].includes(method) && !path.endsWith("/access_tokens");
  return { name: `${method} ${pattern(c)}`, write, api: "rest" };
}

function pattern(c: RequestContext): string {
  const known = matchedRoutes(c).findLast(route => route.method !== "ALL" || !route.path.endsWith("*"));
  return (known?.path ?? c.req.path).replace(/^\/api\/v3/, "").replace(/\{\.[+*]\}/g, "");
}

function classifyGraphql(body: string): RequestKind {
  try {
    const { query } = JSON.parse(body) as { query: string };
    const operation = parse(query).definitions.find(isOperation);
    const fields = operation?.selectionSet.selections.filter(
      (node): node is FieldNode => node.kind === Kind.FIELD,
    );
    const kind = operation?.operation ?? "query";
    const names = (fields ?? []).map(field => field.name.value).join("+");
    return { name: `${kind} ${names}`, write: kind === "mutation", api: "graphql" };
  } catch {
    return { name: "query (unreadable)", write: false, api: "graphql" };
  }
}

function isOperation(node: DefinitionNode) {
  return node.kind === Kind.OPERATION_DEFINITION;
}
