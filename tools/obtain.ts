import { homedir } from "node:os";
import { BuildFailed, build } from "./build.ts";
import { CacheEntry } from "./cache.ts";
import { DownloadFailed, download } from "./download.ts";
import { installedFolder } from "./installed.ts";
import { type Progress, silent } from "./progress.ts";
import { currentPlatform, type Platform, type Tool, toolNamed } from "./registry.ts";

/** A tool can't be had on this machine; the message has all the reasons and what to do. */
export class ToolUnavailable extends Error {
  override readonly name = "ToolUnavailable";
}

export interface ObtainOptions {
  readonly progress?: Progress;
  /** Its PATH, HOME, PULUMI_HOME, FAIRWAY_CACHE and XDG_CACHE_HOME say where tools are looked for and kept. */
  readonly environment?: NodeJS.ProcessEnv;
  readonly registry?: readonly Tool[];
}

/**
 * Sees to it that the named tools are on this machine, and returns the folder of each one's executable. What is
 * installed in the right version is used as it is; else the cache is asked, else the official release downloaded, else
 * the tool built from its Go modules.
 * @throws ToolUnavailable when a tool can neither be downloaded nor built, with both reasons and what to do.
 */
export async function obtain<Name extends string>(
  names: readonly Name[],
  options: ObtainOptions = {},
): Promise<Record<Name, string>> {
  const folders: Partial<Record<Name, string>> = {};
  // One after the other: a build uses every core by itself.
  for (const name of names) folders[name] = await obtainOne(toolNamed(name, options.registry), options);
  return folders as Record<Name, string>;
}

/** The tool's folder where it is on the machine or in the cache already; undefined where it has to be fetched or built. */
export async function present(
  tool: Tool,
  environment: NodeJS.ProcessEnv = process.env,
): Promise<string | undefined> {
  return (
    (await installedFolder(tool, environment)) ?? new CacheEntry(tool, currentPlatform(), environment).filled
  );
}

async function obtainOne(tool: Tool, options: ObtainOptions): Promise<string> {
  const { progress = silent, environment = process.env } = options;
  const installed = await present(tool, environment);
  if (installed) return installed;
  const platform = currentPlatform();
  const started = Date.now();
  try {
    const folder = await new CacheEntry(tool, platform, environment).fill(
      partial => install(tool, platform, partial, progress, environment),
      () => progress.say(`${label(tool)}: another process is installing it, waiting for that one`),
    );
    const seconds = Math.round((Date.now() - started) / 1000);
    progress.say(`${label(tool)}: ready after ${seconds} s, kept in ${folder.replace(homedir(), "~")}`);
    return folder;
  } finally {
    progress.end();
  }
}

async function install(
  tool: Tool,
  platform: Platform,
  folder: string,
  progress: Progress,
  environment: NodeJS.ProcessEnv,
): Promise<void> {
  try {
    await download(tool, platform, folder, progress);
  } catch (failure) {
    if (!(failure instanceof DownloadFailed)) throw failure;
    progress.say(`${label(tool)}: ${failure.message}, so it is built from source: some minutes, once`);
    try {
      await build(tool, platform, folder, progress, environment);
    } catch (error) {
      if (!(error instanceof BuildFailed)) throw error;
      throw new ToolUnavailable(
        `${label(tool)} could not be obtained: ${failure.message}, and it could not be built either.\n${error.message}`,
        { cause: error },
      );
    }
  }
}

const label = (tool: Tool) => `${tool.name} ${tool.version}`;
