import { existsSync, readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import type { Project } from "./project.ts";

/**
 * The state backend that the engine will use: the environment's, else the project's, else the one logged in to.
 * https://www.pulumi.com/docs/iac/concepts/state-and-backends/
 */
export function backendUrl(
  project: Project,
  environment: NodeJS.ProcessEnv = process.env,
): string | undefined {
  return environment.PULUMI_BACKEND_URL || project.backend || loggedIn(environment);
}

function loggedIn(environment: NodeJS.ProcessEnv): string | undefined {
  const home = environment.PULUMI_HOME || join(homedir(), ".pulumi");
  const file = join(home, "credentials.json");
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")).current : undefined;
}

/** Where a backend in the file system keeps its files; undefined for any other backend. */
export function backendDirectory(url: string | undefined, project: Project): string | undefined {
  const path = /^file:\/\/([^?]*)/.exec(url ?? "")?.[1];
  if (path === undefined) return undefined;
  const expanded = decodeURIComponent(path).replace(/^~(?=\/|$)/, homedir());
  return join(resolve(project.root, expanded), ".pulumi");
}
