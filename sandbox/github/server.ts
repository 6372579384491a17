import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createAdaptorServer } from "@hono/node-server";
import { createApp } from "./app.ts";
import type { Env } from "./env.ts";
import { type SshServer, startSsh } from "./git/ssh.ts";
import { ADMIN_LOGIN, ensureUser } from "./people.ts";
import { World } from "./world.ts";

export interface GitHubServerOptions {
  /** Where the state lies: the database, the bare repositories and the administrator's token. */
  directory: string;
  /** 0 or absent: any free port. */
  port?: number;
  host?: string;
  /** The administrator's token; without it the one of the directory, made on the first start. */
  token?: string;
}

export interface GitHubServer {
  url: string;
  port: number;
  /** The token of the sandbox's administrator, who owns every organisation. */
  token: string;
  /** Stops listening, ends open connections and writes what is not written yet. */
  close(): Promise<void>;
}

/**
 * Starts the sandbox's GitHub server on a loopback address.
 * Throws when `host` is not one, when the port is taken, or when another server uses the directory.
 */
export async function startGitHub(options: GitHubServerOptions): Promise<GitHubServer> {
  const host = options.host ?? "127.0.0.1";
  if (!/^(127(\.\d{1,3}){3}|::1|localhost)$/.test(host)) {
    throw new Error(`The sandbox listens on loopback only, not on ${host}; use 127.0.0.1`);
  }
  const token = options.token ?? storedToken(options.directory);
  const world = new World(options.directory);
  ensureAdmin(world, token);
  const app = createApp(world);
  const running = new Set<Promise<Response>>();
  const fetch = (request: Request, env: unknown) => {
    const answer = Promise.resolve(app.fetch(request, env as Env["Bindings"]));
    running.add(answer);
    return answer.finally(() => running.delete(answer));
  };
  const server = createAdaptorServer({ fetch }) as Server;
  // go-github keeps connections open for a minute and more; a server that hangs up first causes spurious EOFs.
  server.keepAliveTimeout = 120_000;
  const ssh = await startSsh(world, host);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(options.port ?? 0, host, resolve);
  }).catch(async error => {
    await ssh.close();
    throw error;
  });
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://${host.includes(":") ? `[${host}]` : host}:${port}`,
    port,
    token,
    close: () => stop(server, ssh, running, world),
  };
}

/** Requests that are being carried out are finished, so that the state is whole; nobody gets their answers. */
async function stop(
  server: Server,
  ssh: SshServer,
  running: Set<Promise<Response>>,
  world: World,
): Promise<void> {
  const closed = new Promise(resolve => server.close(resolve));
  server.closeAllConnections();
  await ssh.close();
  await closed;
  await Promise.allSettled(running);
  world.close();
}

function storedToken(directory: string): string {
  const path = join(directory, "token");
  if (existsSync(path)) return readFileSync(path, "utf8").trim();
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const token = `ghp_${randomBytes(18).toString("hex")}`;
  writeFileSync(path, `${token}\n`, { mode: 0o600 });
  return token;
}

/** The administrator exists and has exactly this token. */
function ensureAdmin(world: World, token: string): void {
  const admin = ensureUser(world, ADMIN_LOGIN);
  const [current] = world.tokens.of(admin.id);
  if (current) world.tokens.update(current, { token });
  else world.tokens.add({ ownerId: admin.id, kind: "user", token, expires_at: null });
  world.save();
}
