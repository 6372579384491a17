import { existsSync, globSync, readFileSync, rmSync, statSync } from "node:fs";
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

/**
 * Removes what an engine that was killed has left of a file's attributes, an empty file beside it: no engine can read the
 * file then. It can without them. (They are written in two steps, the file itself in one:
 * https://github.com/google/go-cloud/blob/master/blob/fileblob/attrs.go)
 * @param directory the backend's `.pulumi` directory
 */
export function removeTornAttributes(directory: string, project: string, stack: string): void {
  const files = ["meta.yaml.attrs", `stacks/${project}/${stack}.json*.attrs`];
  for (const file of globSync(files, { cwd: directory })) {
    const path = join(directory, file);
    if (statSync(path, { throwIfNoEntry: false })?.size === 0) rmSync(path, { force: true });
  }
}
