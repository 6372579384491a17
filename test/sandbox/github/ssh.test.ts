import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import ssh2 from "ssh2";
import { onPath } from "../../../src/engine/command.ts";
import { temporaryFolder } from "../../support/temporary-folder.ts";
import { TestServer } from "./client.ts";

interface Key {
  readonly file: string;
  readonly public: string;
}

describe("git over SSH", () => {
  let github: TestServer;
  let folder: ReturnType<typeof temporaryFolder>;
  let key: Key;

  before(async function () {
    if (!onPath("ssh")) return this.skip();
    github = await TestServer.start();
    folder = temporaryFolder();
    for (const name of ["shop", "till"]) await github.repository(name);
    key = newKey("shop");
    await github.rest("POST", "/repos/acme/shop/keys", {
      title: "cluster",
      key: key.public,
      read_only: true,
    });
  });
  after(async () => {
    await github?.stop();
    folder?.remove();
  });

  function newKey(name: string): Key {
    const pair = ssh2.utils.generateKeyPairSync("ecdsa", { bits: 256 });
    const file = join(folder.path, name);
    writeFileSync(file, pair.private, { mode: 0o600 });
    return { file, public: pair.public };
  }

  /** git with that key, and the host key that GitHub's API tells. */
  async function git(identity: Key, ...args: string[]) {
    const { ssh_keys: hostKeys } = (await github.rest("GET", "/meta")).body;
    const port = readFileSync(join(github.stateDirectory, "ssh_port"), "utf8");
    const known = join(folder.path, "known_hosts");
    writeFileSync(known, hostKeys.map((line: string) => `[127.0.0.1]:${port} ${line}\n`).join(""));
    const options = [
      "IdentitiesOnly=yes",
      `UserKnownHostsFile=${known}`,
      "StrictHostKeyChecking=yes",
      "BatchMode=yes",
    ];
    const command = ["ssh", "-F", "none", "-i", identity.file, ...options.flatMap(one => ["-o", one])];
    return await execa("git", args, {
      cwd: folder.path,
      env: { GIT_SSH_COMMAND: command.join(" "), GIT_CONFIG_NOSYSTEM: "1" },
      reject: false,
    });
  }
  const address = async (name: string) =>
    (await github.rest("GET", `/repos/acme/${name}`)).body.ssh_url as string;

  it("clones the repository that has the key", async () => {
    const { exitCode, stderr } = await git(key, "clone", await address("shop"), "clone");
    assert.equal(exitCode, 0, stderr);
    assert.ok(existsSync(join(folder.path, "clone/README.md")));
  });

  it("shows no other repository to it, and takes no push", async () => {
    assert.match((await git(key, "ls-remote", await address("till"))).stderr, /Repository not found/);
    const pushed = await git(key, "push", await address("shop"), "HEAD:refs/heads/other");
    assert.notEqual(pushed.exitCode, 0);
  });

  it("refuses a key that it does not know", async () => {
    assert.match(
      (await git(newKey("other"), "ls-remote", await address("shop"))).stderr,
      /Permission denied/,
    );
  });

  it("refuses whoever shows a key without having its private half", async () => {
    const stranger = ssh2.utils.parseKey(readFileSync(newKey("stranger").file)) as ssh2.ParsedKey;
    const shown = ssh2.utils.parseKey(key.public) as ssh2.ParsedKey;
    stranger.getPublicSSH = () => shown.getPublicSSH();
    const client = new ssh2.Client();
    const ended = new Promise<string>(resolve => {
      client.on("ready", () => resolve("let in")).on("error", ({ message }) => resolve(message));
    });
    client.connect({
      host: "127.0.0.1",
      port: Number(readFileSync(join(github.stateDirectory, "ssh_port"), "utf8")),
      username: "git",
      authHandler: [{ type: "publickey", username: "git", key: stranger } as unknown as ssh2.AuthMethod],
    });
    assert.match(await ended, /authentication methods failed/);
    client.end();
  });

  it("is at the same address after a restart", async () => {
    const before = await address("shop");
    github = await github.restart();
    assert.equal(await address("shop"), before);
    assert.equal((await git(key, "ls-remote", before)).exitCode, 0);
  });
});
