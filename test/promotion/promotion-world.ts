import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { Octokit } from "octokit";
import { parse, stringify } from "yaml";
import { fail } from "../../src/cli/failure.ts";
import * as promote from "../../src/cli/promote.ts";
import * as release from "../../src/cli/release.ts";
import { connect } from "../../src/github/api.ts";
import { quick } from "../robustness/small-organization.ts";
import { eventually } from "../support/eventually.ts";
import { type Finished, TestWorld } from "../support/world.ts";
import { KustomizationServer } from "./flux.ts";

const checkout = join(import.meta.dirname, "../..");

const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** The App that promotes, as the example's standard names it. */
const promoter = "acme-promoter";

/** What the tenant of these tests runs. */
export const manifests = (text: string) => ({
  "config/settings.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\ndata: {text: ${text}, stage: "\${STAGE}"}\n`,
  "kubernetes/web.yaml": `apiVersion: v1\nkind: ConfigMap\nmetadata: {name: web}\ndata: {text: ${text}}\n`,
});

/** An organisation with the example's own standard, deploy repositories, and clusters whose Flux says what a test lets it. */
export class PromotionWorld {
  readonly world: TestWorld;
  /** What the clusters of the stage before say. */
  readonly prelive: KustomizationServer;
  readonly #app: Record<string, string>;

  private constructor(world: TestWorld, prelive: KustomizationServer, credentials: Record<string, string>) {
    this.world = world;
    this.prelive = prelive;
    this.#app = credentials;
  }

  static async start(repositories: readonly string[] = ["shop-deploy"]): Promise<PromotionWorld> {
    const world = await TestWorld.start({ config: quick });
    // Its templates would have to be there as well.
    const { scaffolding: _, ...standard } = parse(
      readFileSync(join(checkout, "repos/standard.yaml"), "utf8"),
    );
    world.write("repos/standard.yaml", stringify(standard));
    for (const name of repositories) {
      const namespace = name.replace("-deploy", "");
      const tenant = { namespace, clusters: ["prelive", "live"] };
      world.write(`repos/${name}/repo.yaml`, stringify({ archetype: "deploy", team: "commerce", tenant }));
    }
    world.write("repos/fleet/repo.yaml", stringify({ archetype: "fleet" }));
    const prelive = await KustomizationServer.start();
    const kubeconfig = join(world.directory, "prelive.kubeconfig");
    writeFileSync(kubeconfig, prelive.kubeconfig("prelive"));
    for (const stage of ["prelive", "live"]) {
      const access = { kubeconfig: { path: kubeconfig } };
      const cluster = { platform: "onprem", stage, access, services: { path: `services/${stage}` } };
      world.write(`stacks/Pulumi.${stage}.yaml`, stringify({ config: { "fairway:cluster": cluster } }));
    }
    const promotion = new PromotionWorld(world, prelive, await installApps(world, standard.apps));
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, `${stdout}\n${stderr}`);
    return promotion;
  }

  /** Runs a verb of `fairway` as the promotion App does: within this process, which takes a fraction of the time. */
  async fairway(args: readonly string[], environment: Record<string, string> = {}): Promise<Finished> {
    return await within(this.world.project, args, {
      NO_COLOR: "1",
      ...this.#app,
      GITHUB_ACTOR: "octocat",
      ...environment,
    });
  }

  /** The same, which must succeed. */
  async done(...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr } = await this.fairway(args);
    assert.equal(code, 0, `fairway ${args.join(" ")}\n${stdout}\n${stderr}`);
    return stdout;
  }

  /** Runs a verb, and asks it to stop while it waits for GitHub to move a branch. */
  async stopping(path: RegExp, args: readonly string[]): Promise<Finished> {
    const stop = async () => {
      process.emit("SIGTERM");
    };
    return await this.meanwhile("PATCH", path, args, stop);
  }

  /** Runs a verb, and does something while GitHub takes its time for a request. */
  async meanwhile(
    method: string,
    path: RegExp,
    args: readonly string[],
    act: () => Promise<void>,
  ): Promise<Finished> {
    const slow = { method, path: path.source, nth: 1, action: "delay", milliseconds: 2000 };
    await this.world.control("PUT", "/faults", [slow]);
    const running = this.fairway(args);
    await eventually(async () => {
      const [fault] = (await this.world.control("GET", "/faults")) as { triggered: boolean }[];
      return fault?.triggered || undefined;
    });
    await act();
    const finished = await running;
    await this.world.control("DELETE", "/faults");
    return finished;
  }

  /** GitHub for the promotion App. */
  async asApp(): Promise<Octokit> {
    return await connect({ ...this.world.environment, ...this.#app });
  }

  /** The credentials of the promotion App, as a workflow has them. */
  get credentials(): Readonly<Record<string, string>> {
    return this.#app;
  }

  /** A commit on main that came by a pull request, which the rules are switched off for: nobody reviews here. */
  async merge(
    files: Readonly<Record<string, string | null>>,
    title: string,
    repo = "shop-deploy",
  ): Promise<string> {
    const { rest } = this.world.github;
    const of = { owner: "acme", repo };
    const base = await this.tip("main", repo);
    const tree = Object.entries(files).map(([path, content]) =>
      content === null
        ? { path, mode: "100644" as const, type: "blob" as const, sha: null }
        : { path, mode: "100644" as const, type: "blob" as const, content },
    );
    const made = await rest.git.createTree({ ...of, tree, base_tree: base ?? "" });
    const commit = await rest.git.createCommit({
      ...of,
      message: title,
      tree: made.data.sha,
      parents: base ? [base] : [],
    });
    const head = `change-${commit.data.sha.slice(0, 7)}`;
    await rest.git.createRef({ ...of, ref: `refs/heads/${head}`, sha: commit.data.sha });
    const pull = await rest.pulls.create({ ...of, head, base: "main", title });
    return await this.#unguarded(repo, async () => {
      const { data } = await rest.pulls.merge({
        ...of,
        pull_number: pull.data.number,
        merge_method: "squash",
      });
      return data.sha;
    });
  }

  async #unguarded<T>(repo: string, action: () => Promise<T>): Promise<T> {
    const { rest } = this.world.github;
    const of = { owner: "acme", repo };
    const { data } = await rest.repos.getRepoRulesets(of);
    const guard = data.find(({ name }) => name === "default-branch");
    assert.ok(guard, "nothing guards the default branch");
    const set = async (enforcement: "active" | "disabled") =>
      await rest.repos.updateRepoRuleset({ ...of, ruleset_id: guard.id, enforcement });
    await set("disabled");
    try {
      return await action();
    } finally {
      await set("active");
    }
  }

  /** Where a branch is. */
  async tip(branch: string, repo = "shop-deploy"): Promise<string | undefined> {
    try {
      const { data } = await this.world.github.rest.git.getRef({
        owner: "acme",
        repo,
        ref: `heads/${branch}`,
      });
      return data.object.sha;
    } catch (error) {
      if ((error as { status?: number }).status === 404) return undefined;
      throw error;
    }
  }

  /** The deployments to a stage, the newest first, each with the states that it went through, the newest first. */
  async deployments(environment = "live", repo = "shop-deploy") {
    const { rest } = this.world.github;
    const of = { owner: "acme", repo };
    const { data } = await rest.repos.listDeployments({ ...of, environment });
    return await Promise.all(
      data.map(async ({ id, sha, payload, creator, production_environment }) => {
        const statuses = await rest.repos.listDeploymentStatuses({ ...of, deployment_id: id });
        const states = statuses.data.map(({ state }) => state);
        return {
          sha,
          payload: payload as Record<string, unknown>,
          creator: creator?.login,
          production_environment,
          states,
        };
      }),
    );
  }

  /** The files that a commit has, as git names their tree. */
  async tree(commit: string, repo = "shop-deploy"): Promise<string> {
    const { data } = await this.world.github.rest.git.getCommit({ owner: "acme", repo, commit_sha: commit });
    return data.tree.sha;
  }

  async close(): Promise<void> {
    this.prelive.close();
    await this.world.close();
  }
}

/** What the command's main file does, in a directory and an environment that are put back afterwards. */
async function within(
  directory: string,
  [verb = "", ...args]: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<Finished> {
  const [folder, variables] = [process.cwd(), { ...process.env }];
  const [log, error] = [console.log, console.error];
  const said = { stdout: [] as string[], stderr: [] as string[] };
  const listeners = signals.map(signal => process.listeners(signal));
  process.chdir(directory);
  Object.assign(process.env, environment);
  console.log = (text: string) => said.stdout.push(text);
  console.error = (text: string) => said.stderr.push(text);
  process.exitCode = 0;
  try {
    const { command } = (verb === "promote" ? promote : release) as { command(): Command };
    await command().exitOverride().parseAsync(args, { from: "user" }).catch(fail);
    const text = (lines: readonly string[]) => lines.join("\n");
    return { code: Number(process.exitCode), stdout: text(said.stdout), stderr: text(said.stderr) };
  } finally {
    process.exitCode = 0;
    [console.log, console.error] = [log, error];
    signals.forEach((signal, index) => {
      process.removeAllListeners(signal);
      for (const listener of listeners[index] ?? []) process.on(signal, listener);
    });
    for (const name of Object.keys(environment)) {
      const before = variables[name];
      if (before === undefined) delete process.env[name];
      else process.env[name] = before;
    }
    process.chdir(folder);
  }
}

/** Installs all Apps that a standard names, with one key, and answers what signs in as the one that promotes. */
async function installApps(
  world: TestWorld,
  apps: Readonly<Record<string, number>>,
): Promise<Record<string, string>> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const publicKeyPem = publicKey.export({ type: "spki", format: "pem" });
  const installed = new Map<string, { readonly id: number; readonly installationId: number }>();
  for (const [slug, id] of Object.entries(apps)) {
    const app = { slug, id, organization: world.organization, publicKeyPem };
    installed.set(slug, (await world.control("PUT", "/apps", app)) as never);
  }
  const { id, installationId } = installed.get(promoter) ?? {};
  return {
    GITHUB_TOKEN: "",
    GITHUB_APP_ID: String(id),
    GITHUB_APP_INSTALLATION_ID: String(installationId),
    GITHUB_APP_PEM_FILE: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
  };
}
