import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { RESPONSE_ALREADY_SENT } from "@hono/node-server/utils/response";
import type { MiddlewareHandler } from "hono";
import type { Env, RequestContext } from "../env.ts";
import { Calls } from "./calls.ts";
import { tagResponse } from "./etags.ts";
import { type Fault, Faults } from "./faults.ts";
import { credentialOf, Limits, primaryLimit, secondaryLimit } from "./limits.ts";
import { classify, type RequestKind } from "./request.ts";

/** Everything that happens to a request besides being answered: counting, latency, faults, limits and ETags. */
export class Traffic {
  readonly calls = new Calls();
  readonly faults = new Faults();
  readonly limits = new Limits();
  latencyMs = 0;

  /** Stands around the routes; `commit` writes what a request changed before its answer leaves. */
  middleware(commit: () => void): MiddlewareHandler<Env> {
    return async (c, next) => {
      const request = await classify(c);
      this.calls.count(request);
      const faults = this.faults.befalling(request, c.req.method, c.req.path);
      for (const fault of faults) {
        if (fault.action === "delay") await closed(c, AbortSignal.timeout(fault.milliseconds));
      }
      if (this.latencyMs > 0) await sleep(this.latencyMs);
      const fault = faults.find(({ action }) => action !== "delay");
      const instead = fault && this.#answerInstead(c, fault);
      if (instead) return instead;
      const credential = credentialOf(c.req.header("authorization"));
      this.#takeAllowance(credential, request);
      c.set("allowance", this.limits.headers(credential));
      await next();
      for (const unknown of c.get("unknown") ?? []) this.calls.countUnknown(unknown);
      commit();
      if (fault?.action === "hang-after-commit") await closed(c);
      if (fault?.action === "truncate") return sendHalf(c);
      if (request.api === "rest" && (await tagResponse(c))) this.limits.refund(credential);
      if (request.api !== "git") setHeaders(c, this.limits.headers(credential));
    };
  }

  #takeAllowance(credential: string, request: RequestKind): void {
    if (request.api === "git" || request.name === "GET /rate_limit") return;
    const refusal = this.limits.take(credential, request);
    if (!refusal) return;
    this.calls.countRefusal(refusal.limit, request);
    throw refusal.answer;
  }

  /** The answer of a fault that keeps the routes from running at all. */
  #answerInstead(c: RequestContext, fault: Fault): Response | undefined {
    switch (fault.action) {
      case "status":
        return c.json(fault.body ?? { message: "Server Error" }, fault.status as 500, fault.headers);
      case "drop":
        c.env.incoming.socket.destroy();
        return RESPONSE_ALREADY_SENT;
      case "primary-limit":
        throw primaryLimit(this.limits.headers(credentialOf(c.req.header("authorization"))), fault.seconds);
      case "secondary-limit":
        throw secondaryLimit(Date.now() + (fault.seconds ?? 1) * 1000);
      default:
        return undefined;
    }
  }
}

function setHeaders(c: RequestContext, headers: Record<string, string>): void {
  for (const [name, value] of Object.entries(headers))
    if (!c.res.headers.has(name)) c.res.headers.set(name, value);
}

/** Waits until the client gives up, which it may have done already, or until there is no more patience. */
async function closed(c: RequestContext, patience?: AbortSignal): Promise<void> {
  const { socket } = c.env.incoming;
  if (socket.destroyed) return;
  // A connection that breaks is closed too.
  await once(socket, "close", patience && { signal: patience }).catch(() => undefined);
}

/** Sends the first half of the answer that was about to leave, then ends the connection. */
async function sendHalf(c: RequestContext): Promise<void> {
  const body = Buffer.from(await c.res.arrayBuffer());
  const { outgoing } = c.env;
  outgoing.writeHead(c.res.status, {
    "content-type": c.res.headers.get("content-type") ?? "application/json",
    "content-length": body.length,
  });
  outgoing.write(body.subarray(0, Math.floor(body.length / 2)), () => outgoing.destroy());
  c.res = undefined;
  c.res = RESPONSE_ALREADY_SENT;
}
