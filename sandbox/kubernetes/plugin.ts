import { realpathSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { installedPlugin, type Plugin } from "../../tools/installed.ts";
import { libraryVersion } from "./provider/version.ts";

/** The plugin that the engine needs for programs with `@pulumi/kubernetes`. */
export const kubernetesPlugin: Plugin = {
  version: libraryVersion,
  executable: "pulumi-resource-kubernetes",
  plugin: "resource-kubernetes",
};

const standIn = fileURLToPath(new URL("provider", import.meta.url));

/** Where the plugin is found: the official one where the engine has it installed, else the sandbox's stand-in. */
export function kubernetesPluginFolder(environment: NodeJS.ProcessEnv = process.env): {
  readonly folder: string;
  readonly isOfficial: boolean;
} {
  const { PULUMI_HOME: _sandboxed, ...outside } = environment;
  const installed = [environment, outside]
    .map(surroundings => installedPlugin(kubernetesPlugin, surroundings))
    .find(folder => folder !== undefined && !isStandIn(folder));
  return { folder: installed ?? standIn, isOfficial: installed !== undefined };
}

/** A sandbox has the stand-in among its plugins as a link, and not necessarily this checkout's. */
function isStandIn(folder: string): boolean {
  const executable = realpathSync(join(folder, kubernetesPlugin.executable));
  return executable.endsWith(join("sandbox/kubernetes/provider", kubernetesPlugin.executable));
}
