import { generateKeyPairSync } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type GitHubServer, startGitHub } from "../../../sandbox/github/server.ts";

/** An answer with its JSON body; tests look into it freely. */
export interface Answer {
  status: number;
  // biome-ignore lint/suspicious/noExplicitAny: what a test asserts is the check of the type
  body: any;
  headers: Headers;
}

/** A running server with the organisation `acme`, and a way to ask it. */
export class TestServer {
  readonly server: GitHubServer;
  readonly stateDirectory: string;

  constructor(server: GitHubServer, directory: string) {
    this.server = server;
    this.stateDirectory = directory;
  }

  static async start(): Promise<TestServer> {
    const directory = await mkdtemp(join(tmpdir(), "fairway-github-"));
    const test = new TestServer(await startGitHub({ directory }), directory);
    await test.control("PUT", "/organizations/acme");
    return test;
  }

  /** A server on the state that lies in a directory. */
  static async open(directory: string): Promise<TestServer> {
    return new TestServer(await startGitHub({ directory }), directory);
  }

  /** The same state, served by a new server. */
  async restart(): Promise<TestServer> {
    await this.server.close();
    return TestServer.open(this.stateDirectory);
  }

  async stop(): Promise<void> {
    await this.server.close();
    await rm(this.stateDirectory, { recursive: true });
  }

  /** Asks the REST API as the administrator, or with the credential that `headers` carries. */
  rest(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    return this.#send(method, `${this.server.url}/api/v3${path}`, body, {
      authorization: `token ${this.server.token}`,
      ...headers,
    });
  }

  /** Asks as somebody else, by a token that is made when it is first used. */
  async restAs(login: string, method: string, path: string, body?: unknown): Promise<Answer> {
    const token = `token-of-${login}`;
    await this.control("PUT", `/users/${login}`, { token });
    return this.rest(method, path, body, { authorization: `Bearer ${token}` });
  }

  control(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.#send(method, `${this.server.url}/_sandbox${path}`, body);
  }

  /** A new repository of acme with a first commit. */
  async repository(name: string, settings: Record<string, unknown> = {}): Promise<Answer> {
    return this.rest("POST", "/orgs/acme/repos", { name, auto_init: true, ...settings });
  }

  async #send(
    method: string,
    url: string,
    body?: unknown,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(url, {
      method,
      headers,
      redirect: "manual",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: text === "" ? null : JSON.parse(text),
    };
  }
}

/** A new public key as `ssh-keygen` writes it, without a comment. */
export function openSshKey(): string {
  const der = generateKeyPairSync("ed25519").publicKey.export({ type: "spki", format: "der" });
  const field = (bytes: Uint8Array) => Buffer.concat([Buffer.from([0, 0, 0, bytes.length]), bytes]);
  const blob = Buffer.concat([field(Buffer.from("ssh-ed25519")), field(der.subarray(-32))]);
  return `ssh-ed25519 ${blob.toString("base64")}`;
}
