import assert from "node:assert/strict";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { type TemplateStatus, templatesStatus } from "../../src/templates/status.ts";
import type { Calls, TestWorld } from "../support/world.ts";
import { startTemplateWorld, templateRepositories } from "./template-world.ts";

describe("fairway templates status", function () {
  this.timeout(120_000);
  let world: TestWorld;

  const of = (repo: string) => ({ owner: world.organization, repo });

  before(async () => {
    const shop = "archetype: service\nscaffold:\n  - template: base\n  - {template: backend, into: api}\n";
    const late = "archetype: service\nscaffold: [{template: base}]\n";
    world = await startTemplateWorld({
      "shop/repo.yaml": shop,
      "late/repo.yaml": late,
      "plain/repo.yaml": "archetype: service\n",
      "not-yet/repo.yaml": late,
    });
    for (const name of [...templateRepositories, "shop", "late", "plain"])
      await world.github.rest.repos.createInOrg({ org: world.organization, name, auto_init: true });
    await tag("base-template", "v1.9.0", "v1.10.0", "v2", "latest");
    await tag("backend-template", "v1.0.0");
    await answers("shop", "base", "base-template", "v1.10.0");
    await answers("shop", "backend.api", "backend-template", "v1.0.0");
    await answers("shop", "backend.worker", "backend-template", "v1.0.0-3-gabcdef");
    await answers("shop", "cookies", "elsewhere", "v1.0.0");
    await write("shop", ".copier-answers.broken.yml", "&a [*a");
    await answers("late", "base", "base-template", "v1.9.0");
  });
  after(() => world.close());

  async function tag(repo: string, ...names: readonly string[]): Promise<void> {
    const { data } = await world.github.rest.git.getRef({ ...of(repo), ref: "heads/main" });
    for (const name of names)
      await world.github.rest.git.createRef({ ...of(repo), ref: `refs/tags/${name}`, sha: data.object.sha });
  }

  async function write(repo: string, path: string, text: string, branch = "main"): Promise<void> {
    const content = Buffer.from(text).toString("base64");
    await world.github.rest.repos.createOrUpdateFileContents({
      ...of(repo),
      ...{ path, content, branch, message: "chore: answers" },
    });
  }

  async function answers(repo: string, file: string, source: string, commit: string): Promise<void> {
    const address = `https://github.com/acme/${source}.git`;
    await write(repo, `.copier-answers.${file}.yml`, `_commit: ${commit}\n_src_path: ${address}\nport: 80\n`);
  }

  async function status(): Promise<readonly TemplateStatus[]> {
    return await templatesStatus(
      world.github,
      world.organization,
      await loadCatalogue(`${world.project}/repos`),
    );
  }

  it("tells each template of each repository with its version, and what is outstanding", async () => {
    const backend = { repository: "shop", template: "backend", latest: "1.0.0" };
    assert.deepEqual(await status(), [
      { repository: "late", template: "base", version: "1.9.0", latest: "1.10.0", state: "behind" },
      { ...backend, into: "api", version: "1.0.0", state: "current" },
      { ...backend, into: "worker", version: "1.0.0-3-gabcdef", state: "unknown" },
      { repository: "shop", template: "base", version: "1.10.0", latest: "1.10.0", state: "current" },
    ]);
  });

  it("asks a few times for all of them", async () => {
    await world.resetCalls();
    await status();
    const { calls } = (await world.calls()) as Calls & { calls: Record<string, number> };
    assert.ok(Object.values(calls).reduce((sum, count) => sum + count) <= 5, JSON.stringify(calls));
  });

  it("tells of what is declared and not there, and of the pull request that brings an update", async () => {
    const layers = "scaffold:\n  - template: base\n  - {template: backend, into: web}\n";
    world.write("repos/late/repo.yaml", `archetype: service\n${layers}`);
    const { data } = await world.github.rest.git.getRef({ ...of("late"), ref: "heads/main" });
    const branch = "renovate/acme-base-template-1.x";
    await world.github.rest.git.createRef({
      ...of("late"),
      ref: `refs/heads/${branch}`,
      sha: data.object.sha,
    });
    await write("late", "more", "more", branch);
    const pull = { head: branch, base: "main", title: "Update dependency acme/base-template to v1.10.0" };
    const made = await world.github.rest.pulls.create({ ...of("late"), ...pull });
    const late = (await status()).filter(({ repository }) => repository === "late");
    assert.deepEqual(late, [
      {
        ...{ repository: "late", template: "base", version: "1.9.0", latest: "1.10.0", state: "behind" },
        pull: { number: made.data.number, url: made.data.html_url },
      },
      {
        repository: "late",
        template: "backend",
        into: "web",
        version: null,
        latest: "1.0.0",
        state: "missing",
      },
    ]);
  });

  it("is printed as a table", async () => {
    const { code, stdout, stderr } = await world.fairway(["templates", "status"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^shop +backend in api +1\.0\.0 +1\.0\.0$/m);
    assert.match(stdout, /^late +base +1\.9\.0 +1\.10\.0 +update: http/m);
    assert.match(stdout, /^late +backend in web +1\.0\.0 +not there$/m);
    assert.match(stdout, /^3 of 5 outstanding\.$/m);
  });
});
