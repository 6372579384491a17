import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import type { Octokit } from "octokit";
import { environmentOf } from "../../sandbox/environment.ts";
import { type GitHubServer, startGitHub } from "../../sandbox/github/server.ts";
import { connect } from "../../src/github/api.ts";

const checkout = join(import.meta.dirname, "../..");

/** What the server counted since the last reset. */
export interface Calls {
  readonly reads: number;
  readonly writes: number;
  readonly [key: string]: unknown;
}

export interface Finished {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface TestWorldOptions {
  /** The organisation's login. */
  readonly organization?: string;
  /** The catalogue's files by path under `repos/`. */
  readonly repos?: Readonly<Record<string, string>>;
  /** More lines of configuration for stacks/Pulumi.github.yaml, e.g. `{"github:parallelRequests": "true"}`. */
  readonly config?: Readonly<Record<string, string>>;
}

/**
 * A world of its own for one test: a fresh GitHub server on a free port with one empty organisation, a project with its
 * catalogue, a state backend in a file, and this process's environment pointing there until `close`.
 */
export class TestWorld {
  readonly organization: string;
  /** Everything lies here; removed by `close`. */
  readonly directory: string;
  /** The directory of Pulumi.yaml. */
  readonly project: string;
  readonly server: GitHubServer;
  readonly github: Octokit;
  readonly environment: Readonly<Record<string, string>>;
  readonly #before: NodeJS.ProcessEnv;

  private constructor(options: {
    organization: string;
    directory: string;
    server: GitHubServer;
    github: Octokit;
    environment: Record<string, string>;
  }) {
    this.organization = options.organization;
    this.directory = options.directory;
    this.project = join(options.directory, "project");
    this.server = options.server;
    this.github = options.github;
    this.environment = options.environment;
    this.#before = { ...process.env };
    Object.assign(process.env, this.environment);
  }

  static async start({
    organization = "acme",
    repos = {},
    config = {},
  }: TestWorldOptions = {}): Promise<TestWorld> {
    const directory = mkdtempSync(join(tmpdir(), "fairway-test-"));
    const server = await startGitHub({ directory: join(directory, "github") });
    const { url, token } = server;
    const [state, pulumiHome] = [join(directory, "state"), join(directory, "pulumi")];
    const environment = await environmentOf({ url, token, organization, state, pulumiHome });
    writeProject(join(directory, "project"), organization, config);
    const github = await connect(environment);
    const world = new TestWorld({ organization, directory, server, github, environment });
    for (const [path, text] of Object.entries(repos)) world.write(`repos/${path}`, text);
    await world.control("PUT", `/organizations/${organization}`);
    return world;
  }

  /** Writes a file of the project. */
  write(path: string, text: string): void {
    const file = join(this.project, path);
    mkdirSync(join(file, ".."), { recursive: true });
    writeFileSync(file, text);
  }

  /** Removes a file or directory of the project, where it is there. */
  remove(path: string): void {
    rmSync(join(this.project, path), { recursive: true, force: true });
  }

  /** Asks one of the server's own endpoints, e.g. `control("PUT", "/faults", [...])`. */
  async control(method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await fetch(`${this.server.url}/_sandbox${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { body: JSON.stringify(body), headers: { "content-type": "application/json" } }),
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${method} /_sandbox${path}: ${answer.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  }

  async calls(): Promise<Calls> {
    return (await this.control("GET", "/calls")) as Calls;
  }

  async resetCalls(): Promise<void> {
    await this.control("DELETE", "/calls");
  }

  /** The organisation's complete state, for comparisons. */
  async dump(): Promise<unknown> {
    return await this.control("GET", `/dump/${this.organization}`);
  }

  /** Runs `fairway` in the project, as a process of its own. */
  async fairway(args: readonly string[], environment: Record<string, string> = {}): Promise<Finished> {
    const { exitCode, stdout, stderr } = await execa(
      process.execPath,
      [join(checkout, "bin/fairway.js"), ...args],
      {
        cwd: this.project,
        env: { ...this.environment, NO_COLOR: "1", GH_REPO: "", ...environment },
        reject: false,
        stdin: "ignore",
      },
    );
    return { code: exitCode ?? -1, stdout, stderr };
  }

  /** Stops the server, puts the environment back and removes everything. */
  async close(): Promise<void> {
    for (const name of Object.keys(this.environment)) {
      const before = this.#before[name];
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
    await this.server.close();
    rmSync(this.directory, { recursive: true, force: true });
  }
}

function writeProject(
  directory: string,
  organization: string,
  config: Readonly<Record<string, string>>,
): void {
  mkdirSync(join(directory, "stacks"), { recursive: true });
  mkdirSync(join(directory, "repos"));
  const settings = { "github:owner": organization, ...config };
  writeFileSync(join(directory, "stacks/Pulumi.github.yaml"), JSON.stringify({ config: settings }));
  const manifest = {
    name: "fairway",
    stackConfigDir: "stacks",
    runtime: { name: "nodejs", options: { typescript: false } },
    plugins: { providers: [{ name: "fairway", path: join(checkout, "components/provider") }] },
  };
  writeFileSync(join(directory, "Pulumi.yaml"), JSON.stringify(manifest));
}
