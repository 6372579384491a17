import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";
import { includes, roleOf } from "../access.ts";
import type { Actor, RequestContext, RouteModule } from "../env.ts";
import type { Repository } from "../model.ts";
import { sameName, type World } from "../world.ts";
import { type CgiRequest, httpBackend } from "./http-backend.ts";
import { receivePush } from "./push.ts";

/**
 * `git clone`, `git fetch` and `git push` of `/<organisation>/<repository>.git` over git's smart HTTP protocol.
 * https://git-scm.com/docs/gitprotocol-http
 */
export const gitRoutes: RouteModule = (app, world) => {
  app.get("/:owner/:repo/info/refs", c => {
    const service = c.req.query("service") ?? "";
    if (service !== "git-upload-pack" && service !== "git-receive-pack") {
      return plain(403, "Please upgrade your git client. The sandbox no longer supports git over dumb HTTP.");
    }
    return serve(c, world, service === "git-receive-pack", request => httpBackend(request));
  });
  app.post("/:owner/:repo/git-upload-pack", c => serve(c, world, false, request => httpBackend(request)));
  app.post("/:owner/:repo/git-receive-pack", c =>
    serve(c, world, true, (request, repository) => receivePush(world, c.get("actor"), repository, request)),
  );
};

async function serve(
  c: RequestContext,
  world: World,
  writes: boolean,
  answer: (request: CgiRequest, repository: Repository) => Promise<Response>,
): Promise<Response> {
  const owner = c.req.param("owner") ?? "";
  const name = (c.req.param("repo") ?? "").replace(/\.git$/, "");
  const repository = world.repository(owner, name) ?? renamed(world, owner, name);
  const role = repository && roleOf(world, c.get("actor"), repository);
  if (!repository || !role) return plain(404, "Repository not found.");
  if (writes && !includes(role, "push")) {
    return plain(403, `Permission to ${owner}/${name}.git denied to ${nameOf(c.get("actor"))}.`);
  }
  if (writes && repository.archived) {
    return plain(403, "This repository was archived so it is read-only.");
  }
  return answer(cgiRequest(c, world, repository), repository);
}

/** git follows a repository that was renamed, as REST does. */
function renamed(world: World, owner: string, name: string): Repository | undefined {
  const organization = world.organization(owner);
  const redirects = organization ? world.redirects.of(organization.id) : [];
  const redirect = redirects.find(entry => sameName(entry.name, name));
  return redirect && world.repositories.get(redirect.repositoryId);
}

function cgiRequest(c: RequestContext, world: World, repository: Repository): CgiRequest {
  const url = new URL(c.req.url);
  const body = c.req.raw.body;
  const stream = body ? Readable.fromWeb(body as Parameters<typeof Readable.fromWeb>[0]) : undefined;
  const zipped = /gzip/.test(c.req.header("content-encoding") ?? "");
  return {
    repository: world.git(repository).path,
    method: c.req.method,
    service: url.pathname
      .split("/")
      .slice(3)
      .map(part => `/${part}`)
      .join(""),
    query: url.search.slice(1),
    contentType: c.req.header("content-type") ?? "",
    protocol: c.req.header("git-protocol") ?? "",
    user: nameOf(c.get("actor")),
    body: stream && zipped ? stream.pipe(createGunzip()) : stream,
    signal: c.req.raw.signal,
  };
}

function nameOf(actor: Actor): string {
  return actor.kind === "user" ? actor.user.login : `${actor.app.slug}[bot]`;
}

/** git shows the text of an answer to its user, line by line after `remote:`. */
function plain(status: number, text: string): Response {
  return new Response(`${text}\n`, { status, headers: { "content-type": "text/plain; charset=utf-8" } });
}
