import assert from "node:assert/strict";
import { generateKeyPairSync } from "node:crypto";
import type { Properties } from "../../../components/provider/properties.ts";
import { scaffoldKind } from "../../../components/provider/scaffold.ts";
import { loadCatalogue } from "../../../src/catalogue/catalogue.ts";
import { connect } from "../../../src/github/api.ts";
import { publicationsIn } from "../../../src/templates/publications.ts";
import { publish } from "../../../src/templates/publish.ts";
import type { TestWorld } from "../../support/world.ts";
import { startTemplateWorld, templateRepositories } from "../../templates/template-world.ts";

describe("a first commit as a resource", function () {
  this.timeout(120_000);
  let world: TestWorld;
  const kind = scaffoldKind(() => connect());

  before(async () => {
    world = await startTemplateWorld();
    for (const name of templateRepositories) await make(name);
    await publishAll();
  });
  after(() => world.close());

  const of = (repo: string) => ({ owner: world.organization, repo });

  async function make(name: string, auto_init = true): Promise<void> {
    await world.github.rest.repos.createInOrg({ org: world.organization, name, auto_init });
  }

  async function publishAll(): Promise<void> {
    const { standard } = await loadCatalogue(`${world.project}/repos`);
    const publications = publicationsIn(`${world.project}/templates`, standard);
    await publish(world.github, { organization: world.organization, publications });
  }

  interface Wish {
    readonly branches?: readonly string[];
    readonly layers?: readonly Properties[];
  }

  const data = { organization: "acme", repository: "shop", owner_team: "core" };
  const base = { template: "base", repository: "base-template", data };
  const backend = (into: string, more: Properties = {}) => ({
    ...{ template: "backend", repository: "backend-template", into },
    ...more,
    data: { component: into, ...(more.data as object) },
  });

  async function create(repository: string, { branches = ["main"], layers = [base] }: Wish = {}) {
    const news = { owner: world.organization, repository, branches, layers };
    return await kind.create({ type: "", preview: false, timeout: 0, news });
  }

  async function files(repo: string): Promise<readonly string[]> {
    const { data } = await world.github.rest.git.getTree({
      ...of(repo),
      tree_sha: "main",
      recursive: "true",
    });
    return data.tree.filter(({ type }) => type === "blob").map(({ path = "" }) => path);
  }

  async function refs(repo: string): Promise<Readonly<Record<string, string>>> {
    const { data } = await world.github.rest.git.listMatchingRefs({ ...of(repo), ref: "heads/" });
    return Object.fromEntries(data.map(({ ref, object }) => [ref.slice("refs/heads/".length), object.sha]));
  }

  async function isRefused(repo: string, wish: Wish, why: RegExp): Promise<void> {
    await make(repo);
    const before = await refs(repo);
    await assert.rejects(create(repo, wish), (error: Error) => {
      assert.match(error.message, /^acme\/\S+ is not begun yet, and nothing was written to it: /);
      assert.match(error.message, why);
      return true;
    });
    assert.deepEqual(await refs(repo), before);
  }

  it("brings all layers by one commit, and all branches with it", async () => {
    await make("shop");
    const layers = [base, backend("api"), backend("worker", { data: { port: 81 } })];
    const { id } = await create("shop", { branches: ["main", "production"], layers });
    assert.equal(id, "acme/shop");
    const { main, production } = await refs("shop");
    assert.equal(main, production);
    assert.deepEqual(await files("shop"), [
      ".copier-answers.backend.api.yml",
      ".copier-answers.backend.worker.yml",
      ".copier-answers.base.yml",
      ".gitignore",
      "README.md",
      "api/Dockerfile",
      "run",
      "worker/Dockerfile",
    ]);
  });

  it("leaves a repository with work in it, whatever the work is", async () => {
    await make("worked");
    const file = { message: "x", content: "" };
    await world.github.rest.repos.createOrUpdateFileContents({ ...of("worked"), ...file, path: "a" });
    await make("branched");
    const initial = (await refs("branched")).main ?? "";
    await world.github.rest.git.createRef({ ...of("branched"), ref: "refs/heads/feature", sha: initial });
    const onto = { path: "b", branch: "feature" };
    await world.github.rest.repos.createOrUpdateFileContents({ ...of("branched"), ...file, ...onto });
    await make("single", false);
    await world.github.rest.repos.createOrUpdateFileContents({ ...of("single"), ...file, path: "README.md" });
    for (const repo of ["worked", "branched", "single"]) {
      const before = await refs(repo);
      await create(repo);
      assert.deepEqual(await refs(repo), before, repo);
    }
  });

  it("begins a repository without any commit", async () => {
    await make("bare", false);
    await create("bare");
    assert.ok((await files("bare")).includes("README.md"));
  });

  it("is found where it is, told as gone where the repository is, and never changed", async () => {
    const outputs = { owner: "acme", repository: "shop", layers: [base] };
    const read = (id: string) => kind.read({ type: "", id, outputs, inputs: outputs });
    assert.deepEqual(await read("acme/shop"), { outputs });
    assert.equal(await read("acme/nothing"), undefined);
    const news = { ...outputs, layers: [] };
    assert.deepEqual((await kind.diff({ type: "", ignored: [], olds: outputs, news })).changed, []);
  });

  it("writes nothing where an answer is wrong", () =>
    isRefused(
      "answer",
      { layers: [base, backend("api", { data: { port: 100 } })] },
      /the template `backend` 1\.0\.0 can't be laid: Validation error for question 'port': is too high/,
    ));

  it("writes nothing where a version is gone", () =>
    isRefused(
      "version",
      { layers: [{ ...base, version: "0.9.0" }] },
      /`base` has no version 0\.9\.0 in acme\/base-template; its latest is 1\.0\.0/,
    ));

  it("writes nothing where a template's repository is gone, or has no version yet", async () => {
    await isRefused(
      "template",
      { layers: [{ ...base, repository: "nowhere" }] },
      /`base` can't be read from acme\/nowhere, where the standard has it: .*not found/s,
    );
    const unpublished = { ...base, repository: "template" };
    await isRefused("later", { layers: [unpublished] }, /no version yet.*run `fairway templates publish`/s);
  });

  it("writes nothing where two templates write one file", () =>
    isRefused(
      "twice",
      { layers: [base, { ...base, template: "other" }] },
      /the templates `base` and `other` both write \S+; a file belongs to one template/,
    ));

  it("runs no code of a template", async () => {
    world.write("templates/base/copier.yml", "_subdirectory: template\n_tasks: [touch ran]\n");
    world.write("templates/versions.yaml", "base: 1.1.0\nbackend: 1.0.0\nrenovate-config: 1.0.0\n");
    await publishAll();
    await isRefused("trusting", {}, /`base` 1\.1\.0 can't be laid: .*unsafe feature: tasks/);
  });

  it("writes nothing where GitHub refuses the push, and goes on when it does no more", async () => {
    const layers = [{ ...base, version: "1.0.0" }];
    const fault = { path: "/refused\\.git/git-receive-pack", action: "status", status: 500 };
    await world.control("PUT", "/faults", [fault]);
    await isRefused("refused", { layers }, /git push was refused/);
    await world.control("DELETE", "/faults");
    await create("refused", { layers });
    assert.ok((await files("refused")).includes("run"));
  });

  it("works as a GitHub App as well, and commits as its bot", async () => {
    const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    const { id, installationId } = (await world.control("PUT", "/apps", {
      slug: "fairway",
      organization: world.organization,
      publicKeyPem: publicKey.export({ type: "spki", format: "pem" }),
    })) as { id: number; installationId: number };
    const bot = scaffoldKind(() =>
      connect({
        GITHUB_BASE_URL: world.server.url,
        GITHUB_APP_ID: String(id),
        GITHUB_APP_INSTALLATION_ID: String(installationId),
        GITHUB_APP_PEM_FILE: privateKey.export({ type: "pkcs1", format: "pem" }) as string,
      }),
    );
    await make("by-an-app");
    const layers = [{ ...base, version: "1.0.0" }];
    const news = { owner: "acme", repository: "by-an-app", branches: ["main"], layers };
    await bot.create({ type: "", preview: false, timeout: 0, news });
    const { data } = await world.github.rest.repos.listCommits(of("by-an-app"));
    assert.equal(data[0]?.commit.author?.name, "fairway[bot]");
  });
});
