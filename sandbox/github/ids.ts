import { getPath } from "hono/utils/url";
import type { World } from "./world.ts";

/**
 * The path by names of a request that names a repository, organisation, team or user by its id: GitHub serves both,
 * and redirects of renamed repositories lead to `/repositories/:id`. An id nobody has becomes a name nobody has, so
 * that it is answered 404.
 */
export function pathByNames(world: World, request: Request): string {
  const path = getPath(request);
  if (!path.startsWith("/api/v3/")) return path;
  const [, kind = "", id = "", ...rest] = path.slice("/api/v3".length).split("/");
  const tail = rest.map(part => `/${part}`).join("");
  if (!/^\d+$/.test(id)) return path;
  switch (kind) {
    case "repositories":
      return `/api/v3/repos/${repositoryName(world, Number(id))}${tail}`;
    case "organizations":
      return `/api/v3/orgs/${organizationName(world, Number(id))}${teamById(world, tail)}`;
    case "teams":
      return `/api/v3/orgs/${organizationName(world, world.teams.get(Number(id))?.ownerId)}/teams/${teamSlug(world, id)}${tail}`;
    case "user":
      return `/api/v3/users/${world.users.get(Number(id))?.login ?? "-"}${tail}`;
    default:
      return path;
  }
}

function repositoryName(world: World, id: number): string {
  const repository = world.repositories.get(id);
  return repository ? `${world.organizationOf(repository).login}/${repository.name}` : "-/-";
}

function organizationName(world: World, id = 0): string {
  return world.organizations.get(id)?.login ?? "-";
}

function teamById(world: World, tail: string): string {
  return tail.replace(/^\/team\/(\d+)/, (_, id: string) => `/teams/${teamSlug(world, id)}`);
}

function teamSlug(world: World, id: string): string {
  return world.teams.get(Number(id))?.slug ?? "-";
}
