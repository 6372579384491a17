import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { proxy } from "hono/proxy";
import type { Pace } from "./pace.ts";

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
 * own but a fixed pause after each write. Credentials pass through and are kept nowhere; who has none gets no further than
 * without it.
 */
export async function openGateway({ rest, graphql }: Upstream, pace: Pace): Promise<Gateway> {
  const app = new Hono();
  app.all("/api/v3/*", async c => {
    const path = c.req.path.slice("/api/v3".length);
    await pace.pass({ method: c.req.method, path });
    const url = `${rest}${path}${new URL(c.req.url).search}`;
    return await pace.rest.spend(() => forward(url, c.req.raw));
  });
  app.post("/api/graphql", async c => {
    const body = await c.req.text();
    await pace.pass({ method: "POST", path: "/graphql", query: documentOf(body) });
    return await pace.graphql.spend(() => forward(graphql, c.req.raw, body));
  });
  const server = createServer(getRequestListener(app.fetch));
  await listen(server);
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return { url: `http://127.0.0.1:${port}/`, close };
}

async function forward(url: string, request: Request, body?: string): Promise<Response> {
  const headers = new Headers(request.headers);
  headers.delete("host");
  const own = body === undefined ? {} : { body };
  try {
    return await proxy(url, { raw: request, headers, redirect: "manual", ...own });
  } catch (error) {
    const { message, cause = {} } = error as Error & { cause?: { message?: string } };
    return Response.json(
      { message: `GitHub can't be reached: ${cause.message ?? message}` },
      { status: 502 },
    );
  }
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
