import { spawn } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { join } from "node:path";
import ssh2, { type AuthContext, type Connection, type ServerChannel, type Session } from "ssh2";
import type { Repository } from "../model.ts";
import type { DeployKey } from "../routes/deploy-keys.ts";
import type { World } from "../world.ts";
import { gitEnvironment } from "./git.ts";

export interface SshServer {
  close(): Promise<void>;
}

/**
 * `git clone` and `git fetch` over SSH, for whoever holds a repository's deploy key, as `git@<host>`. Pushes go over HTTP.
 * The port is the one of before if it is free, since addresses are remembered; `ssh_port` in the data has it.
 * https://docs.github.com/en/authentication/connecting-to-github-with-ssh/managing-deploy-keys
 */
export async function startSsh(world: World, host: string): Promise<SshServer> {
  const protocol = new ssh2.Server({ hostKeys: [hostKey(world.directory)] }, connection => {
    // A client that hangs up in the middle is no concern of the server's.
    connection.on("error", () => undefined);
    serve(world, connection);
  });
  const sockets = new Set<Socket>();
  const server = createServer(socket => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    protocol.injectSocket(socket);
  });
  const remembered = join(world.directory, "ssh_port");
  const before = existsSync(remembered) ? Number(readFileSync(remembered, "utf8")) : 0;
  await listen(server, host, before).catch(() => listen(server, host, 0));
  const { port } = server.address() as AddressInfo;
  writeFileSync(remembered, String(port));
  world.sshAddress = `ssh://git@${host.includes(":") ? `[${host}]` : host}:${port}`;
  return {
    async close() {
      const closed = new Promise(resolve => server.close(resolve));
      // Whoever does not hang up is not waited for.
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
}

/** The server's public key, as a line of `known_hosts` has it after the host. */
export function publicHostKey(directory: string): string {
  const key = ssh2.utils.parseKey(hostKey(directory));
  if (key instanceof Error) throw key;
  return `${key.type} ${key.getPublicSSH().toString("base64")}`;
}

function hostKey(directory: string): string {
  const file = join(directory, "ssh_host_key");
  if (existsSync(file)) return readFileSync(file, "utf8");
  const key = newHostKey();
  writeFileSync(file, key, { mode: 0o600 });
  return key;
}

/** One in three hundred of the keys that ssh2 makes is one that ssh2 can't read. */
function newHostKey(): string {
  for (;;) {
    const { private: key } = ssh2.utils.generateKeyPairSync("ed25519");
    if (!(ssh2.utils.parseKey(key) instanceof Error)) return key;
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function serve(world: World, connection: Connection): void {
  let key: DeployKey | undefined;
  connection.on("authentication", context => {
    key = keyOf(world, context);
    if (key) context.accept();
    else context.reject(["publickey"]);
  });
  connection.on("session", accept => {
    const repository = key && world.repositories.get(key.ownerId);
    const session = accept();
    if (repository) answer(world, repository, session);
  });
}

/** The deploy key that the client shows, if it can sign with it. A first request without a signature only asks. */
function keyOf(world: World, context: AuthContext): DeployKey | undefined {
  if (context.method !== "publickey" || context.username !== "git") return undefined;
  const shown = `${context.key.algo} ${context.key.data.toString("base64")}`;
  const found = world
    .collection<DeployKey>("deploy_keys")
    .all()
    .find(({ key }) => key === shown);
  if (!found || !context.signature) return found;
  const parsed = ssh2.utils.parseKey(found.key);
  if (parsed instanceof Error || !context.blob) return undefined;
  return parsed.verify(context.blob, context.signature, context.hashAlgo) === true ? found : undefined;
}

function answer(world: World, repository: Repository, session: Session): void {
  let protocol = "";
  session.on("env", (accept, _reject, { key, val }) => {
    if (key === "GIT_PROTOCOL") protocol = val;
    accept?.();
  });
  session.on("exec", (accept, _reject, { command }) => {
    const [, service = "", path = ""] = /^(git-[a-z-]+) '\/?([^']+)'$/.exec(command) ?? [];
    const channel = accept();
    const [owner = "", name = ""] = path.replace(/\.git$/, "").split("/");
    if (world.repository(owner, name)?.id !== repository.id) return refuse(channel, "Repository not found.");
    if (service !== "git-upload-pack") return refuse(channel, "The sandbox takes pushes over HTTP.");
    uploadPack(world.git(repository).path, protocol, channel);
  });
}

function refuse(channel: ServerChannel, reason: string): void {
  channel.stderr.write(`ERROR: ${reason}\n`);
  channel.exit(1);
  channel.end();
}

function uploadPack(path: string, protocol: string, channel: ServerChannel): void {
  const child = spawn("git", ["upload-pack", "--strict", path], {
    env: gitEnvironment({ GIT_PROTOCOL: protocol }),
    stdio: ["pipe", "pipe", "pipe"],
  });
  // A client that goes away ends the process; its broken pipes are of no interest then.
  child.stdin.on("error", () => undefined);
  child.on("error", error => refuse(channel, error.message));
  channel.on("close", () => child.kill());
  channel.pipe(child.stdin);
  child.stdout.pipe(channel, { end: false });
  child.stderr.pipe(channel.stderr, { end: false });
  child.on("close", code => {
    channel.exit(code ?? 1);
    channel.end();
  });
}
