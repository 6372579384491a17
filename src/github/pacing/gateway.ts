import { randomBytes } from "node:crypto";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { type Context, Hono } from "hono";
import { proxy } from "hono/proxy";
import type { Budget } from "./budget.ts";
import type { PacedRequest } from "./cost.ts";
import { type Pace, StoppedWaiting } from "./pace.ts";

/** A way to GitHub that keeps to its limits. */
export interface Gateway {
  /** The address, for clients that know of none but GitHub Enterprise Server's paths. */
  readonly url: string;
  readonly close: () => void;
}

/** Where GitHub's interfaces are. */
export interface Upstream {
  /** The root of REST, e.g. `https://api.github.com`. */
  readonly rest: string;
  readonly graphql: string;
}

/**
 * Opens a way to GitHub on a loopback port, through which requests go at the given pace: the GitHub provider has no pace of its
 * own but a fixed pause after each write. Credentials pass through and are kept nowhere. Only who knows the address gets
 * through, and gets no further than GitHub lets their credential.
 */
export async function openGateway({ rest, graphql }: Upstream, pace: Pace): Promise<Gateway> {
  const secret = `/${randomBytes(16).toString("hex")}`;
  const restPrefix = `${secret}/api/v3`;
  const expired = new Set<string>();
  const app = new Hono();
  const send = async (c: Context, budget: Budget, request: PacedRequest, url: string, body?: string) => {
    const credential = c.req.header("authorization") ?? "";
    // A token's end is final: what is sent with it would only take from what GitHub allows.
    if (expired.has(credential)) return Response.json({ message: "Bad credentials" }, { status: 401 });
    await budget.wait();
    await pace.pass(request);
    const answer = await budget.spend(() => forward(url, c.req.raw, body));
    if (answer.status === 401) expired.add(credential);
    return answer;
  };
  app.all(`${restPrefix}/*`, async c => {
    const { pathname, search } = new URL(c.req.url);
    const path = pathname.slice(restPrefix.length);
    return await send(c, pace.rest, { method: c.req.method, path }, `${rest}${path}${search}`);
  });
  app.post(`${secret}/api/graphql`, async c => {
    const body = await c.req.text();
    const request = { method: "POST", path: "/graphql", query: documentOf(body) };
    return await send(c, pace.graphql, request, graphql, body);
  });
  app.onError(unavailable);
  const server = createServer(getRequestListener(app.fetch));
  await listen(server);
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}${secret}/`, close };
}

async function forward(url: string, request: Request, body?: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete("host");
  const own = body === undefined ? {} : { body };
  return await proxy(url, { raw: request, headers, redirect: "manual", ...own });
}

/** The answer where GitHub was not asked, or did not answer. */
function unavailable(error: Error & { cause?: unknown }): Response {
  const reason = error.name === "AbortError" ? error.cause : error;
  if (reason instanceof StoppedWaiting) return Response.json({ message: reason.message }, { status: 503 });
  const { message } = error.cause instanceof Error ? error.cause : error;
  return Response.json({ message: `GitHub can't be reached: ${message}` }, { status: 502 });
}

function documentOf(body: string): string | undefined {
  try {
    return (JSON.parse(body) as { query?: string }).query;
  } catch {
    return undefined;
  }
}

function listen(server: Server): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });
}
