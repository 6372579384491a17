import { createHash } from "node:crypto";
import type { RequestContext } from "../env.ts";

/**
 * Gives a successful JSON answer to a GET its ETag, and answers 304 when the client has it already. Like GitHub's,
 * the tag depends on the credential.
 * Returns whether the answer became a 304.
 * https://docs.github.com/en/rest/using-the-rest-api/best-practices-for-using-the-rest-api#use-conditional-requests-if-appropriate
 */
export async function tagResponse(c: RequestContext): Promise<boolean> {
  const json = c.res.headers.get("content-type")?.startsWith("application/json");
  if (c.req.method !== "GET" || c.res.status !== 200 || !json) return false;
  const body = await c.res.clone().text();
  const digest = createHash("sha256")
    .update(c.req.header("authorization") ?? "")
    .update(body)
    .digest("hex");
  const etag = `W/"${digest}"`;
  const known = (c.req.header("if-none-match") ?? "").split(/,\s*/).includes(etag);
  const headers = new Headers(c.res.headers);
  headers.set("etag", etag);
  headers.set("cache-control", "private, max-age=60, s-maxage=60");
  headers.set("vary", "Accept, Authorization, Cookie, X-GitHub-OTP");
  // Hono merges the headers of an answer that is replaced into its successor unless that is cleared first.
  c.res = undefined;
  c.res = known ? new Response(null, { status: 304, headers }) : new Response(body, { status: 200, headers });
  return known;
}
