import { type Octokit, RequestError } from "octokit";

type Answer = Awaited<ReturnType<Octokit["request"]>>;
type EndpointDefaults = ConstructorParameters<typeof RequestError>[2]["request"];

/**
 * Lets an answer through that arrived as a whole. Octokit hands one that was cut off over as text or as nothing at all,
 * which would be taken for a list without anything in it.
 * @throws RequestError
 */
export function whole(answer: Answer, request: EndpointDefaults): Answer {
  const { status, headers, data, url } = answer;
  const isJson = /^application\/(?:[\w.+-]*\+)?json\b/.test(headers["content-type"] ?? "");
  const isEmpty = status === 204 || status === 205 || Number(headers["content-length"]) === 0;
  if (!isJson || isEmpty || request.method === "HEAD" || typeof data !== "string") return answer;
  throw new RequestError("the answer was cut short", status, { request: { ...request, url } });
}

/**
 * Tells in the error's message which request failed and why, such as
 * `PUT /repos/acme/shop/topics: GitHub answers 502 Server Error` or `GET /orgs/acme: other side closed`; by itself it
 * has only the last words.
 */
export function withRequest(error: unknown): unknown {
  if (!(error instanceof RequestError)) return error;
  const { method, url } = error.request;
  error.message = `${method} ${new URL(url).pathname}: ${reason(error)}`;
  return error;
}

/** fetch hides what went wrong with the connection behind `fetch failed`. */
function reason(error: RequestError): string {
  if (error.response) return `GitHub answers ${error.status} ${error.message}`.trimEnd();
  for (let cause: unknown = error.cause; cause instanceof Error; cause = cause.cause) {
    const { code, message } = cause as NodeJS.ErrnoException;
    if (cause.name === "TimeoutError") return "no answer in time";
    if (code) return message || code;
  }
  return error.message;
}
