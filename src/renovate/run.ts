import { mkdirSync, rmSync } from "node:fs";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { execa } from "execa";
import { lastLines } from "../../tools/last-words.ts";
import type { Progress } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";
import { renovatePrograms } from "../../tools/renovate.ts";
import { type RepositoryReport, readReport } from "./report.ts";

/** Renovate's own settings for every run; what concerns updates stands in the organisation's preset. */
const CONFIGURATION = fileURLToPath(new URL("../../renovate/config.json", import.meta.url));

/** What Renovate gets of the environment, beside what is its own. */
const INHERITED = [
  ...["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "SSL_CERT_FILE", "NODE_EXTRA_CA_CERTS"],
  ...["HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy"],
  // With a server of one's own, a token for github.com itself, where actions and releases are.
  ...["RENOVATE_GITHUB_COM_TOKEN", "LOG_LEVEL"],
];

export interface RenovateOptions {
  /** The root of GitHub's REST API, e.g. `https://api.github.com`. */
  readonly api: string;
  /** A token, best of a GitHub App's installation: commits are signed by GitHub then. */
  readonly token: string;
  /** Repositories by name, `acme/shop`, or as patterns, `acme/*`, of those that the token reaches. */
  readonly repositories: readonly string[];
  /** Where its clones, its cache and its report lie. */
  readonly directory: string;
  /** More of Renovate's own configuration. */
  readonly configuration?: Readonly<Record<string, unknown>> & {
    readonly hostRules?: readonly Readonly<Record<string, unknown>>[];
  };
  /** Whether it tells on standard output what it does. */
  readonly loud?: boolean;
  readonly progress?: Progress;
}

/** Renovate ended with an error; the message has its last lines. */
export class RenovateFailed extends Error {
  override readonly name = "RenovateFailed";
}

/** How many of Renovate's last lines an error shows. */
const LAST_LINES = 20;

/**
 * Runs Renovate once over the repositories, with Copier at hand, and returns what it found and did in each.
 * @throws RenovateFailed, ToolUnavailable
 */
export async function runRenovate(
  options: RenovateOptions,
): Promise<Readonly<Record<string, RepositoryReport>>> {
  const tools = options.progress && { progress: options.progress };
  const { renovate } = await renovatePrograms(tools);
  const python = await pythonTools(tools);
  const report = join(options.directory, "report.json");
  mkdirSync(options.directory, { recursive: true });
  rmSync(report, { force: true });
  const { failed, all } = await execa(process.execPath, [renovate], {
    cwd: options.directory,
    env: environmentOf(options, python, report),
    extendEnv: false,
    stdin: "ignore",
    stdout: options.loud ? ["pipe", "inherit"] : "pipe",
    all: true,
    reject: false,
  });
  if (failed) throw new RenovateFailed(`Renovate failed. It said:\n${lastLines(all, LAST_LINES)}`);
  return readReport(report);
}

function environmentOf(options: RenovateOptions, python: string, report: string): Record<string, string> {
  const { api, token, repositories, directory, configuration } = options;
  const inherited = INHERITED.flatMap(name => {
    const value = process.env[name];
    return value === undefined ? [] : [[name, value] as const];
  });
  const patterns = repositories.filter(name => name.includes("*"));
  const names = repositories.filter(name => !name.includes("*"));
  return {
    ...Object.fromEntries(inherited),
    PATH: [dirname(process.execPath), python, process.env.PATH].join(delimiter),
    RENOVATE_CONFIG_FILE: CONFIGURATION,
    RENOVATE_CONFIG: JSON.stringify({
      endpoint: `${api}/`,
      baseDir: join(directory, "base"),
      reportType: "file",
      reportPath: report,
      ...(patterns.length > 0 ? { autodiscover: true, autodiscoverFilter: patterns } : {}),
      ...(names.length > 0 ? { repositories: names } : {}),
      ...configuration,
      hostRules: [...gitRules(api, token), ...(configuration?.hostRules ?? [])],
    }),
    // Never an argument: those can be read by everybody on the machine.
    RENOVATE_TOKEN: token,
    // It signs in at GitHub's registries of images and packages with the same token.
    RENOVATE_X_GITHUB_HOST_RULES: "true",
    // Its faster engine for regular expressions would have to be compiled.
    RENOVATE_X_IGNORE_RE2: "true",
    // No setting of the user's changes what is committed.
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_CONFIG_GLOBAL: "/dev/null",
    NO_COLOR: "1",
  };
}

/**
 * How templates are fetched from a server that listens elsewhere than at HTTPS's own port: Renovate knows the platform's
 * by the name of its host alone.
 */
function gitRules(api: string, token: string) {
  const { origin, port } = new URL(api);
  if (port === "") return [];
  return [{ hostType: "git-tags", matchHost: `${origin}/`, username: "x-access-token", password: token }];
}
