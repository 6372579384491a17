import {
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { delimiter, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { type Plugin, pluginFolder } from "../tools/installed.ts";
import { obtain } from "../tools/obtain.ts";
import type { Progress } from "../tools/progress.ts";
import { engineTools, toolNamed } from "../tools/registry.ts";
import { kubeconfigs } from "./kubernetes/clusters.ts";
import { kubernetesPlugin, kubernetesPluginFolder } from "./kubernetes/plugin.ts";
import { catalogueRepository, repositoryPath } from "./publish.ts";
import { runningServer, type WorldOptions, worldPaths } from "./world.ts";

const [ownExecutable, executables] = ["../bin", "../node_modules/.bin"].map(folder =>
  fileURLToPath(new URL(folder, import.meta.url)),
) as [string, string];

/** Credentials for the real GitHub that the provider would prefer to the sandbox's token. */
const REAL_CREDENTIALS = [
  "GITHUB_APP_ID",
  "GITHUB_APP_INSTALLATION_ID",
  "GITHUB_APP_PEM_FILE",
  "GITHUB_ORGANIZATION",
];

export interface EnvironmentOptions extends WorldOptions {
  /** The organisation that the provider manages. */
  readonly organization?: string;
  readonly progress?: Progress;
}

/**
 * The variables with which the plain `pulumi` CLI, and Fairway itself, work against the running sandbox. Tools that are
 * missing are obtained first.
 * @throws SandboxFailed when the sandbox is not running, ToolUnavailable when a tool can't be obtained.
 */
export async function environment(options: EnvironmentOptions = {}): Promise<Record<string, string>> {
  const { url } = runningServer(options);
  const { github, state, pulumiHome } = worldPaths(options.directory);
  const token = readFileSync(join(github, "token"), "utf8").trim();
  const git = `ssh://git@127.0.0.1:${readFileSync(join(github, "ssh_port"), "utf8")}`;
  const organization = options.organization ?? "acme";
  const address = { url, token, git, organization, state, pulumiHome };
  return {
    ...(await environmentOf(address, options.progress)),
    ...(existsSync(repositoryPath(organization, options))
      ? { GH_REPO: `${organization}/${catalogueRepository}` }
      : {}),
    ...kubeconfigs(options),
  };
}

/** What the environment of any sandboxed engine is made of. */
export interface SandboxAddress {
  /** The GitHub server's. */
  readonly url: string;
  readonly token: string;
  /** What repositories lie under for git over SSH, e.g. `ssh://git@127.0.0.1:2222`. */
  readonly git?: string;
  readonly organization: string;
  /** The directories of Pulumi's state and of what it otherwise keeps in ~/.pulumi. */
  readonly state: string;
  readonly pulumiHome: string;
}

/**
 * The same for a server that the caller has started.
 * @throws ToolUnavailable
 */
export async function environmentOf(
  address: SandboxAddress,
  progress?: Progress,
): Promise<Record<string, string>> {
  const folders = await obtain(engineTools, progress && { progress });
  mkdirSync(address.state, { recursive: true });
  linkPlugin(toolNamed("github-provider"), folders["github-provider"], address.pulumiHome);
  linkPlugin(kubernetesPlugin, kubernetesPluginFolder().folder, address.pulumiHome);
  withoutLogs(address.pulumiHome);
  return {
    ...Object.fromEntries(REAL_CREDENTIALS.filter(name => process.env[name]).map(name => [name, ""])),
    PATH: inFront([folders.pulumi, ownExecutable, executables], process.env.PATH),
    GITHUB_BASE_URL: `${address.url}/`,
    GITHUB_TOKEN: address.token,
    GITHUB_OWNER: address.organization,
    ...(address.git === undefined ? {} : { FAIRWAY_GIT_ADDRESS: address.git }),
    PULUMI_HOME: address.pulumiHome,
    PULUMI_BACKEND_URL: pathToFileURL(address.state).href,
    // It protects nothing: the state of a sandbox holds only what the sandbox itself has made up.
    PULUMI_CONFIG_PASSPHRASE: "sandbox",
    PULUMI_SKIP_UPDATE_CHECK: "true",
    PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION: "true",
  };
}

/** What npx puts in front for the command that it runs: nothing for the shell that takes these variables over. */
const ofNpx = /\/node_modules\/\.bin$|\/node-gyp-bin$/;

function inFront(folders: readonly string[], path = ""): string {
  const others = path.split(delimiter).filter(folder => folder && !ofNpx.test(folder));
  return [...new Set([...folders, ...others])].join(delimiter);
}

/**
 * The engine writes an encrypted log of every run, which costs it more processor time than the run itself, and has no
 * switch for that; where there is a file in the folder's place it goes on without.
 * https://github.com/pulumi/pulumi/pull/23731
 */
function withoutLogs(pulumiHome: string): void {
  const logs = join(pulumiHome, "logs");
  rmSync(logs, { recursive: true, force: true });
  writeFileSync(logs, "");
}

/** Among its plugins the engine takes the provider as its own; on PATH it would warn about it in every preview. */
function linkPlugin(plugin: Plugin, folder: string, pulumiHome: string): void {
  const place = pluginFolder(plugin, { PULUMI_HOME: pulumiHome });
  const link = join(place, plugin.executable);
  // In a shell with this very environment, the folder that was found is the link's own.
  const executable = realpathSync(join(folder, plugin.executable));
  mkdirSync(place, { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(executable, link);
}
