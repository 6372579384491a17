import { spawn } from "node:child_process";
import { dirname } from "node:path";
import { Readable } from "node:stream";
import { gitEnvironment } from "./git.ts";

/** What `git http-backend` needs to know of a request; the names are those of CGI (RFC 3875). */
export interface CgiRequest {
  /** The bare repository's folder. */
  repository: string;
  method: string;
  /** What follows the repository in the path: `/info/refs`, `/git-upload-pack` or `/git-receive-pack`. */
  service: string;
  query: string;
  contentType: string;
  protocol: string;
  user: string;
  body: Readable | undefined;
  /** Ends the process when the client goes away. */
  signal: AbortSignal;
}

/**
 * Answers a request of git's smart HTTP protocol with `git http-backend`, streaming both ways.
 * https://git-scm.com/docs/git-http-backend
 */
export async function httpBackend(request: CgiRequest): Promise<Response> {
  const child = spawn("git", ["http-backend"], {
    cwd: request.repository,
    env: cgiEnvironment(request),
    stdio: ["pipe", "pipe", "pipe"],
    signal: request.signal,
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  // A client that goes away ends the process; its broken pipes are of no interest then.
  child.on("error", () => child.stdout.destroy());
  child.stdin.on("error", () => undefined);
  if (request.body) request.body.on("error", () => child.kill()).pipe(child.stdin);
  else child.stdin.end();
  const head = await readHead(child.stdout);
  if (!head) return new Response(Buffer.concat(said), { status: 500 });
  child.stdout.unshift(head.rest);
  const body = Readable.toWeb(child.stdout) as ReadableStream<Uint8Array>;
  return new Response(body, { status: head.status, headers: head.headers });
}

function cgiEnvironment(request: CgiRequest): Record<string, string> {
  return gitEnvironment({
    GIT_PROJECT_ROOT: dirname(request.repository),
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: `${request.repository.slice(dirname(request.repository).length)}${request.service}`,
    REQUEST_METHOD: request.method,
    QUERY_STRING: request.query,
    CONTENT_TYPE: request.contentType,
    GIT_PROTOCOL: request.protocol,
    REMOTE_USER: request.user,
  });
}

interface Head {
  status: number;
  headers: Headers;
  rest: Buffer;
}

/** Reads up to the empty line that ends the CGI header; undefined when the process ended before it. */
async function readHead(output: Readable): Promise<Head | undefined> {
  let text = Buffer.alloc(0);
  for (;;) {
    const chunk = await nextChunk(output);
    if (!chunk) return undefined;
    text = Buffer.concat([text, chunk]);
    const end = text.indexOf("\r\n\r\n");
    if (end >= 0) return { ...parseHead(text.toString("latin1", 0, end)), rest: text.subarray(end + 4) };
  }
}

function nextChunk(output: Readable): Promise<Buffer | undefined> {
  const ready = output.read() as Buffer | null;
  if (ready) return Promise.resolve(ready);
  return new Promise(resolve => {
    const settle = () => {
      for (const event of ["readable", "end", "close", "error"]) output.off(event, settle);
      resolve((output.read() as Buffer | null) ?? undefined);
    };
    for (const event of ["readable", "end", "close", "error"]) output.on(event, settle);
  });
}

function parseHead(text: string): { status: number; headers: Headers } {
  const headers = new Headers();
  for (const line of text.split("\r\n")) {
    const colon = line.indexOf(":");
    headers.set(line.slice(0, colon), line.slice(colon + 1).trim());
  }
  const status = Number.parseInt(headers.get("status") ?? "200", 10);
  headers.delete("status");
  return { status, headers };
}
