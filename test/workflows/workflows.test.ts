import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import { cpSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { parse } from "yaml";
import { obtain } from "../../tools/obtain.ts";
import { quick } from "../robustness/small-organization.ts";
import { TestWorld } from "../support/world.ts";
import { WorkflowRun } from "./workflow-run.ts";

const checkout = join(import.meta.dirname, "../..");
const workflows = join(checkout, ".github/workflows");
const names = readdirSync(workflows);
const texts = new Map(names.map(name => [name, readFileSync(join(workflows, name), "utf8")]));
const action = readFileSync(join(checkout, ".github/actions/setup/action.yml"), "utf8");

/** This repository's, by its place in the checkout or, where there is none, by its name. */
function isOwn(used = ""): boolean {
  return used.startsWith("./") || /^acme\/fairway\/\S+@main$/.test(used);
}

describe("The workflows", function () {
  this.timeout(600_000);

  it("pass actionlint", async () => {
    const { actionlint } = await obtain(["actionlint"]);
    const { exitCode, stdout } = await execa(join(actionlint, "actionlint"), ["-no-color"], {
      cwd: checkout,
      reject: false,
    });
    assert.equal(stdout, "");
    assert.equal(exitCode, 0);
  });

  it("use nothing of others but by its commit", () => {
    for (const text of [...texts.values(), action])
      for (const [line, used] of text.matchAll(/uses: (\S+).*/g))
        assert.match(line, isOwn(used) ? /./ : /@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  });

  it("may do nothing but what a job says, and never run a fork's code with secrets", () => {
    for (const [name, text] of texts) {
      const { permissions, on } = parse(text);
      assert.deepEqual(permissions, name === "validate.yml" ? { contents: "read" } : {}, name);
      assert.ok(!("pull_request_target" in on), name);
    }
    assert.doesNotMatch(texts.get("validate.yml") ?? "", /secrets|\bvars\./);
    assert.match(texts.get("preview.yml") ?? "", /head\.repo\.full_name == github\.repository/);
  });

  describe("run their commands from a clean clone", () => {
    let world: TestWorld;
    let clone: string;
    let contexts: Record<string, unknown>;
    let machine: Record<string, string>;
    const installed = new Set<string>();
    const of = { owner: "acme", repo: "paved-road" };

    before(async () => {
      world = await TestWorld.start({ config: quick });
      clone = join(world.directory, "clone");
      await execa("git", ["clone", "-q", checkout, clone]);
      // What is not committed yet is tried as well; where all is, this changes nothing.
      for (const folder of [".github", "src", "package.json", "package-lock.json"])
        cpSync(join(checkout, folder), join(clone, folder), { recursive: true });
      replaceCatalogue();
      await commit("A catalogue of two");
      await git("update-ref", "refs/remotes/origin/main", "HEAD");
      await world.github.rest.repos.createInOrg({ org: of.owner, name: of.repo, visibility: "public" });
      const { data } = await world.github.rest.issues.create({ ...of, title: "A description" });
      machine = machineOf();
      contexts = { ...(await settings()), inputs: {}, github: githubContext(data.number) };
    });
    after(() => world.close());

    const git = (...args: readonly string[]) => execa("git", [...args], { cwd: clone });

    async function commit(message: string): Promise<void> {
      const author = ["-c", "user.name=jo", "-c", "user.email=jo@acme.example"];
      await git("add", "-A");
      await git(...author, "commit", "-q", "-m", message);
    }

    function replaceCatalogue(): void {
      rmSync(join(clone, "repos"), { recursive: true });
      rmSync(join(clone, "stacks"), { recursive: true });
      cpSync(join(world.project, "stacks"), join(clone, "stacks"), { recursive: true });
      write(
        "repos/standard.yaml",
        "stages: [{name: prelive, branch: main}, {name: live, branch: production}]\narchetypes: {plain: {}}\n",
      );
      for (const name of ["alpha", "beta"]) write(`repos/${name}/repo.yaml`, "archetype: plain\n");
    }

    function write(path: string, text: string): void {
      world.write(`../clone/${path}`, text);
    }

    /** What a runner has by itself. The sandbox's credentials are not among it: a step has to give them. */
    function machineOf(): Record<string, string> {
      const kept = ["PATH", "GITHUB_BASE_URL", "PULUMI_HOME"];
      const given = Object.keys(world.environment).filter(name => !kept.includes(name));
      const own = Object.entries(process.env).filter(([name]) => !given.includes(name));
      const env = Object.fromEntries(own) as Record<string, string>;
      return { ...env, CI: "true", NO_COLOR: "1", GITHUB_ACTOR: "jo", GITHUB_REPOSITORY: "acme/paved-road" };
    }

    async function settings(): Promise<Record<string, unknown>> {
      const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
      const app = (await world.control("PUT", "/apps", {
        slug: "fairway",
        organization: "acme",
        publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
      })) as { id: number; installationId: number };
      const key = privateKey.export({ type: "pkcs1", format: "pem" });
      const ids = (name: string) => ({
        [`${name}_APP_ID`]: String(app.id),
        [`${name}_APP_INSTALLATION_ID`]: String(app.installationId),
      });
      const { PULUMI_BACKEND_URL, PULUMI_CONFIG_PASSPHRASE } = world.environment;
      return {
        vars: { PULUMI_BACKEND_URL, ...ids("FAIRWAY"), ...ids("PREVIEW") },
        secrets: { PULUMI_CONFIG_PASSPHRASE, FAIRWAY_APP_KEY: key, PREVIEW_APP_KEY: key },
      };
    }

    function githubContext(number: number): Record<string, unknown> {
      machine.GITHUB_REF = `refs/pull/${number}/merge`;
      const event = { pull_request: { head: { repo: { full_name: "acme/paved-road" } } } };
      return { base_ref: "main", repository: "acme/paved-road", token: world.server.token, event };
    }

    async function ran(name: string, inputs: Record<string, unknown> = {}): Promise<WorkflowRun> {
      const run = new WorkflowRun({ clone, machine, installed, contexts: { ...contexts, inputs } });
      await run.run(name);
      for (const { job, command, code, output } of run.ran)
        assert.equal(code, 0, `${name}, ${job}: ${command}\n${output}`);
      return run;
    }

    it("validate", async () => {
      const { ran: commands } = await ran("validate");
      assert.deepEqual(
        commands.map(({ command }) => command),
        ["npm ci", "npm run lint", "npm run types", "npx fairway validate"],
      );
    });

    it("up: what was merged is carried out, and the run's page says what was done, and for whom", async () => {
      const { page } = await ran("up");
      const { data } = await world.github.rest.repos.listForOrg({ org: "acme" });
      assert.deepEqual(data.flatMap(({ name }) => (name === of.repo ? [] : [name])).sort(), [
        "alpha",
        "beta",
      ]);
      assert.match(page, /### Up, `github`: done[\s\S]*for `jo`[\s\S]*alpha/);
    });

    it("preview: what a pull request changes becomes its comment", async () => {
      write("repos/alpha/repo.yaml", "archetype: plain\ndescription: The first\n");
      await commit("A description");
      await ran("preview");
      const { issue_number } = { issue_number: Number(/\d+/.exec(machine.GITHUB_REF ?? "")?.[0]) };
      const { data: comments } = await world.github.rest.issues.listComments({ ...of, issue_number });
      assert.equal(comments.length, 1);
      assert.match(comments[0]?.body ?? "", /<summary>alpha<\/summary>[\s\S]*The first/);
      assert.doesNotMatch(comments[0]?.body ?? "", /<summary>beta/);
    });

    it("up, by hand: does what a gate holds back where that is said", async () => {
      write(
        "repos/standard.yaml",
        `gates: {removals: 0}\n${readFileSync(join(clone, "repos/standard.yaml"))}`,
      );
      rmSync(join(clone, "repos/beta"), { recursive: true });
      const held = new WorkflowRun({ clone, machine, installed, contexts: { ...contexts, inputs: {} } });
      await held.run("up");
      assert.match(held.page, /failed[\s\S]*--remove beta/);
      // What looks like an option is a name that nothing has.
      await ran("up", { remove: "beta --stack=elsewhere" });
      const { data } = await world.github.rest.repos.get({ owner: "acme", repo: "beta" });
      assert.equal(data.archived, true);
    });

    it("reconcile and nightly: what was changed by hand is put back", async () => {
      for (const name of ["reconcile", "nightly"]) {
        await world.github.rest.repos.update({ owner: "acme", repo: "alpha", description: "By hand" });
        const { page } = await ran(name);
        const { data } = await world.github.rest.repos.get({ owner: "acme", repo: "alpha" });
        assert.equal(data.description, "The first");
        assert.match(page, /### Drift, `github`: done[\s\S]*all put back/);
      }
    });
  });
});
