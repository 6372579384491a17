import { accessSync, constants, existsSync } from "node:fs";
import { homedir } from "node:os";
import { delimiter, join } from "node:path";
import { execa } from "execa";
import type { Tool } from "./registry.ts";

/** Long enough for a cold start on a busy machine, and no more than that for an executable that hangs. */
const ANSWER_MS = 10_000;

/**
 * The folder in which the machine already has the tool in the right version: one on PATH, or for a provider its folder
 * among the engine's plugins. Undefined when it has none.
 */
export async function installedFolder(
  tool: Tool,
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const plugin = installedPlugin(tool, environment);
  if (plugin) return plugin;
  // The first on PATH is the one that would run, so the ones behind it don't count.
  const folder = (environment.PATH ?? "")
    .split(delimiter)
    .find(candidate => isExecutable(join(candidate, tool.executable)));
  if (!folder || !tool.versionArguments) return undefined;
  const found = await versionOf(join(folder, tool.executable), tool.versionArguments, environment);
  return found === tool.version ? folder : undefined;
}

/** A provider's executable, and its name in the engine's plugin folder. */
export type Plugin = Pick<Tool, "version" | "executable" | "plugin">;

/** The provider's folder among the engine's plugins; undefined where it is not there, or not yet, or is no provider. */
export function installedPlugin(tool: Plugin, environment: NodeJS.ProcessEnv): string | undefined {
  if (!tool.plugin) return undefined;
  const folder = pluginFolder(tool, environment);
  // The engine keeps a marker of this name beside a plugin that is still being installed.
  const isInstalled = isExecutable(join(folder, tool.executable)) && !existsSync(`${folder}.partial`);
  return isInstalled ? folder : undefined;
}

/** Where the engine looks for this version of a provider; see https://www.pulumi.com/docs/iac/concepts/plugins/ */
export function pluginFolder(tool: Plugin, environment: NodeJS.ProcessEnv): string {
  const home = environment.PULUMI_HOME || join(environment.HOME || homedir(), ".pulumi");
  return join(home, "plugins", `${tool.plugin}-v${tool.version}`);
}

async function versionOf(
  executable: string,
  versionArguments: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<string | undefined> {
  const { stdout } = await execa(executable, [...versionArguments], {
    env: { ...environment, PULUMI_SKIP_UPDATE_CHECK: "true" },
    extendEnv: false,
    timeout: ANSWER_MS,
    stdin: "ignore",
    reject: false,
  });
  // Alone on a line, or after names: `v3.257.0`, `Kubernetes v1.34.1`, `etcd Version: 3.5.21`, `registry MODULE v3.0.0`.
  return /^(?:\w+ (?:version:? |\S+\/\S+ )?)?v?(\d+\.\d+\.\d+\S*)/im.exec(stdout ?? "")?.[1];
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
