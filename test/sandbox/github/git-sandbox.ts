import { mkdtemp, rm } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { type GitHubServer, startGitHub } from "../../../sandbox/github/server.ts";

/** An answer of the REST API; `body` is whatever its JSON holds. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
  body: any;
  headers: Headers;
}

/** What a git command said and how it ended. */
export interface GitOutcome {
  exitCode: number;
  output: string;
}

/** A GitHub server of its own for one test file, with the organisation `acme` and the real git executable. */
export class GitSandbox {
  readonly directory: string;
  readonly server: GitHubServer;

  private constructor(directory: string, server: GitHubServer) {
    this.directory = directory;
    this.server = server;
  }

  static async start(): Promise<GitSandbox> {
    const directory = await mkdtemp(join(tmpdir(), "git-sandbox-"));
    const server = await startGitHub({ directory: join(directory, "github") });
    const sandbox = new GitSandbox(directory, server);
    await sandbox.control("PUT", "/organizations/acme");
    return sandbox;
  }

  async control(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#fetch(method, `/_sandbox${path}`, body, {});
  }

  /** Adds a user with a token of that name, a member of the organisation unless told otherwise. */
  async addUser(login: string, { member = true } = {}): Promise<string> {
    const token = `token-of-${login}`;
    await this.control("PUT", `/users/${login}`, { token });
    if (member) {
      await this.rest("PUT", `/orgs/acme/memberships/${login}`, { role: "member" });
      await this.rest("PATCH", "/user/memberships/orgs/acme", { state: "active" }, token);
    }
    return token;
  }

  /** Creates a repository of the organisation with a README on `main` unless told otherwise. */
  async createRepository(
    name: string,
    settings: Record<string, unknown> = { auto_init: true },
  ): Promise<Answer> {
    return this.rest("POST", "/orgs/acme/repos", { name, visibility: "private", ...settings });
  }

  async rest(method: string, path: string, body?: unknown, token = this.server.token): Promise<Answer> {
    return this.#fetch(method, `/api/v3${path}`, body, { authorization: `token ${token}` });
  }

  async graphql(
    query: string,
    variables: Record<string, unknown> = {},
    token = this.server.token,
  ): Promise<Answer["body"]> {
    const headers = { authorization: `bearer ${token}` };
    return (await this.#fetch("POST", "/api/graphql", { query, variables }, headers)).body;
  }

  /** The address a repository is cloned from, with a token as the password in it. */
  remote(name: string, token = this.server.token, user = "x-access-token"): string {
    return `http://${user}:${token}@127.0.0.1:${this.server.port}/acme/${name}.git`;
  }

  /** Runs the real git in the sandbox's directory, or below it. */
  async git(args: string[], folder = ""): Promise<GitOutcome> {
    const person = { NAME: "Ada", EMAIL: "ada@example.com" };
    const env = {
      PATH: process.env.PATH ?? "",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: devNull,
      GIT_TERMINAL_PROMPT: "0",
      ...Object.fromEntries(
        Object.entries(person).flatMap(([key, value]) => [
          [`GIT_AUTHOR_${key}`, value],
          [`GIT_COMMITTER_${key}`, value],
        ]),
      ),
    };
    const cwd = join(this.directory, folder);
    const result = await execa("git", args, { cwd, env, extendEnv: false, reject: false, all: true });
    return { exitCode: result.exitCode ?? -1, output: result.all };
  }

  async close(): Promise<void> {
    await this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }

  async #fetch(
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> {
    const content = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await fetch(`${this.server.url}${path}`, { method, headers, ...content });
    const text = await answer.text();
    return {
      status: answer.status,
      body: text === "" ? undefined : JSON.parse(text),
      headers: answer.headers,
    };
  }
}
