import { mkdtemp, rm } from "node:fs/promises";
import { devNull, tmpdir } from "node:os";
import { join } from "node:path";
import { execa } from "execa";
import { type GitHubServer, startGitHub } from "../../../sandbox/github/server.ts";
import { type Answer, TestServer } from "./client.ts";

/** What a git command said and how it ended. */
export interface GitOutcome {
  exitCode: number;
  output: string;
}

/** The headers with which a token speaks. */
export const as = (token: string) => ({ authorization: `bearer ${token}` });

/** A running server that is also asked in GraphQL and by the real git, in a directory for its clones. */
export class GitSandbox extends TestServer {
  readonly directory: string;

  constructor(server: GitHubServer, directory: string) {
    super(server, directory);
    this.directory = directory;
  }

  static override async start(): Promise<GitSandbox> {
    const directory = await mkdtemp(join(tmpdir(), "git-sandbox-"));
    const sandbox = new GitSandbox(await startGitHub({ directory: join(directory, "github") }), directory);
    await sandbox.control("PUT", "/organizations/acme");
    return sandbox;
  }

  /** Adds a user, a member of the organisation unless told otherwise, and answers their token. */
  async addUser(login: string, { member = true } = {}): Promise<string> {
    const token = `token-of-${login}`;
    await this.control("PUT", `/users/${login}`, { token });
    if (member) {
      await this.rest("PUT", `/orgs/acme/memberships/${login}`, { role: "member" });
      await this.rest("PATCH", "/user/memberships/orgs/acme", { state: "active" }, as(token));
    }
    return token;
  }

  async graphql(
    query: string,
    variables: Record<string, unknown> = {},
    token = this.server.token,
  ): Promise<Answer["body"]> {
    const answer = await fetch(`${this.server.url}/api/graphql`, {
      method: "POST",
      headers: as(token),
      body: JSON.stringify({ query, variables }),
    });
    return answer.json();
  }

  /** The address a repository is cloned from, with a token as the password in it. */
  remote(name: string, token = this.server.token, user = "x-access-token"): string {
    return `http://${user}:${token}@127.0.0.1:${this.server.port}/acme/${name}.git`;
  }

  /** Runs the real git in the directory for clones, or in one of them. */
  async git(args: string[], folder = ""): Promise<GitOutcome> {
    const env = {
      PATH: process.env.PATH ?? "",
      GIT_CONFIG_NOSYSTEM: "1",
      GIT_CONFIG_GLOBAL: devNull,
      GIT_TERMINAL_PROMPT: "0",
      GIT_AUTHOR_NAME: "Ada",
      GIT_AUTHOR_EMAIL: "ada@example.com",
      GIT_COMMITTER_NAME: "Ada",
      GIT_COMMITTER_EMAIL: "ada@example.com",
    };
    const cwd = join(this.directory, folder);
    const result = await execa("git", args, { cwd, env, extendEnv: false, reject: false, all: true });
    return { exitCode: result.exitCode ?? -1, output: result.all };
  }

  override async stop(): Promise<void> {
    await this.server.close();
    await rm(this.directory, { recursive: true, force: true });
  }
}
