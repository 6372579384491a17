import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { devNull } from "node:os";
import { dirname, join } from "node:path";
import { execa } from "execa";
import type { Octokit } from "octokit";
import { publishImage } from "../../sandbox/image.ts";
import { type RunningRegistry, startRegistry, stopRegistry } from "../../sandbox/registry.ts";
import { connect } from "../../src/github/api.ts";
import type { RepositoryReport } from "../../src/renovate/report.ts";
import { runRenovate } from "../../src/renovate/run.ts";
import { pythonTools } from "../../tools/python.ts";
import { GitSandbox } from "../sandbox/github/git-sandbox.ts";

const presets = join(import.meta.dirname, "../../templates/renovate-config");

/** What every repository extends. */
export const preset = join(presets, "default.json");

/** What those extend beside it that templates have made. */
export const presetOfGenerated = join(presets, "generated.json");

/** The files of a repository by their paths. */
export type Files = Readonly<Record<string, string>>;

/**
 * What Renovate needs for its work, all of it on loopback: an organisation with the preset and with Renovate's App, and a
 * registry of images.
 */
export class RenovateWorld {
  readonly sandbox: GitSandbox;
  readonly registry: RunningRegistry;
  /** The organisation's, as the sandbox's administrator. */
  readonly github: Octokit;
  readonly #asApp: Octokit;

  private constructor(sandbox: GitSandbox, registry: RunningRegistry, github: Octokit, asApp: Octokit) {
    this.sandbox = sandbox;
    this.registry = registry;
    this.github = github;
    this.#asApp = asApp;
  }

  static async start(): Promise<RenovateWorld> {
    const sandbox = await GitSandbox.start();
    const registry = await startRegistry({ directory: join(sandbox.directory, "world") });
    const { url, token } = sandbox.server;
    const github = await connect({ GITHUB_BASE_URL: `${url}/`, GITHUB_TOKEN: token });
    const asApp = await connect({ GITHUB_BASE_URL: `${url}/`, ...(await installed(sandbox)) });
    const world = new RenovateWorld(sandbox, registry, github, asApp);
    await world.repository("acme", "renovate-config", {
      "default.json": await readFile(preset, "utf8"),
      "generated.json": await readFile(presetOfGenerated, "utf8"),
    });
    return world;
  }

  /** A repository with one commit of these files. Those of other organisations are for everybody to see. */
  async repository(owner: string, name: string, files: Files, tag?: string): Promise<void> {
    await this.sandbox.control("PUT", `/organizations/${owner}`);
    await this.sandbox.rest("POST", `/orgs/${owner}/repos`, {
      name,
      visibility: owner === "acme" ? "private" : "public",
    });
    const folder = join("work", owner, name);
    await this.#git(".", "init", "-q", "-b", "main", folder);
    await this.commit(owner, name, "feat: begin", files, tag);
  }

  /** One more commit of these files on `main`, with a tag where one is given. */
  async commit(owner: string, name: string, message: string, files: Files, tag?: string): Promise<void> {
    const folder = join("work", owner, name);
    const directory = join(this.sandbox.directory, folder);
    for (const [path, text] of Object.entries(files)) write(join(directory, path), text);
    await this.#git(folder, "add", "-A");
    await this.#git(folder, "commit", "-q", "-m", message);
    if (tag) await this.#git(folder, "tag", tag);
    const refs = ["main", ...(tag ? [`refs/tags/${tag}`] : [])];
    await this.#git(folder, "push", "-q", this.#address(owner, name), ...refs);
  }

  /** What a template makes of these answers, by the real Copier. */
  async generated(template: string, tag: string, name: string, answers: string): Promise<void> {
    const folder = join(this.sandbox.directory, "work/acme", name);
    const { url } = this.sandbox.server;
    const copier = join(await pythonTools(), "copier");
    const options = ["--vcs-ref", tag, "--defaults", "--quiet", "--answers-file", answers];
    await execa(copier, ["copy", ...options, `${url}/acme/${template}.git`, folder], {
      env: {
        GIT_CONFIG_COUNT: "1",
        GIT_CONFIG_KEY_0: `url.${url.replace("//", `//x:${this.sandbox.server.token}@`)}/.insteadOf`,
        GIT_CONFIG_VALUE_0: `${url}/`,
      },
    });
  }

  /** An image in each of these versions. */
  async image(name: string, ...versions: readonly string[]): Promise<string> {
    const repository = `${this.registry.address}/${name}`;
    for (const version of versions) {
      const directory = join(this.sandbox.directory, "images", name, version);
      write(join(directory, "version"), version);
      await publishImage({ directory }, { repository, tags: [version] });
    }
    return repository;
  }

  /** Runs Renovate as the organisation's App over repositories of `acme`. */
  async renovate(...names: readonly string[]): Promise<Readonly<Record<string, RepositoryReport>>> {
    const { token } = (await this.#asApp.auth({ type: "installation" })) as { token: string };
    return runRenovate({
      api: `${this.sandbox.server.url}/api/v3`,
      token,
      repositories: names.map(name => `acme/${name}`),
      directory: join(this.sandbox.directory, "renovate"),
      configuration: this.#onlyHere(),
    });
  }

  /** Nothing is asked beyond loopback but the registries that npm's and Python's packages come from. */
  #onlyHere() {
    const elsewhere = ["helm", "terraform-provider", "terraform-module", "github-releases", "github-runners"];
    const runtimes = ["node-version", "python-version"];
    return {
      fetchChangeLogs: "off",
      hostRules: [
        { hostType: "docker", matchHost: "127.0.0.1", insecureRegistry: true },
        // Nothing is asked there, but without a token Renovate would not even look for actions here.
        { hostType: "github", matchHost: "api.github.com", token: "none" },
      ],
      packageRules: [
        { matchDatasources: [...elsewhere, ...runtimes], enabled: false },
        {
          matchDatasources: ["docker"],
          matchPackageNames: [`!${this.registry.address}/**`],
          enabled: false,
        },
      ],
      // What depends on the hour would make a test depend on it.
      force: { schedule: ["at any time"] },
    };
  }

  /** A file of a repository of `acme` at a revision. */
  async file(repo: string, path: string, ref: string): Promise<string> {
    const { body } = await this.sandbox.rest("GET", `/repos/acme/${repo}/contents/${path}?ref=${ref}`);
    return Buffer.from(body.content, "base64").toString("utf8");
  }

  async stop(): Promise<void> {
    await stopRegistry({ directory: join(this.sandbox.directory, "world") });
    await this.sandbox.stop();
  }

  #address(owner: string, name: string): string {
    const { port, token } = this.sandbox.server;
    return `http://x-access-token:${token}@127.0.0.1:${port}/${owner}/${name}.git`;
  }

  /** Its commits are old enough for everybody to trust their versions. */
  async #git(folder: string, ...args: readonly string[]): Promise<void> {
    const date = "2026-01-01T00:00:00Z";
    const person = { NAME: "Ada", EMAIL: "ada@example.com", DATE: date };
    const people = Object.entries(person).flatMap(([name, value]) => [
      [`GIT_AUTHOR_${name}`, value],
      [`GIT_COMMITTER_${name}`, value],
    ]);
    await execa("git", args, {
      cwd: join(this.sandbox.directory, folder),
      env: { ...Object.fromEntries(people), GIT_CONFIG_NOSYSTEM: "1", GIT_CONFIG_GLOBAL: devNull },
    });
  }
}

/** The App's credentials, under the names that Fairway reads. */
async function installed(sandbox: GitSandbox): Promise<Record<string, string>> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const { body } = await sandbox.control("PUT", "/apps", {
    slug: "acme-renovate",
    organization: "acme",
    publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
  });
  return {
    GITHUB_APP_ID: String(body.id),
    GITHUB_APP_INSTALLATION_ID: String(body.installationId),
    GITHUB_APP_PEM_FILE: String(privateKey.export({ type: "pkcs1", format: "pem" })),
  };
}

function write(file: string, text: string): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
}
