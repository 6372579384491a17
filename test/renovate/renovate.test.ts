import assert from "node:assert/strict";
import type { RepositoryReport } from "../../src/renovate/report.ts";
import { obtain } from "../../tools/obtain.ts";
import { progressOn } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";
import { imageTools } from "../../tools/registry.ts";
import { renovatePrograms } from "../../tools/renovate.ts";
import { deploy, platform, service, template } from "./repositories.ts";
import { RenovateWorld } from "./world.ts";

const REPOSITORIES = ["shop", "shop-deploy", "paved-road", "tidy", "edited"];

describe("Renovate with the organisation's preset", function () {
  // Where its tools have to be obtained first.
  this.timeout(1_200_000);
  let world: RenovateWorld;
  let images: Parameters<typeof deploy>[0];
  let reports: Readonly<Record<string, RepositoryReport>>;

  before(async () => {
    const progress = progressOn();
    await obtain(imageTools, { progress });
    await Promise.all([renovatePrograms({ progress }), pythonTools({ progress })]);
    world = await RenovateWorld.start();
    await assemble();
    reports = await world.renovate(...REPOSITORIES);
  });
  after(() => world?.stop());

  async function assemble(): Promise<void> {
    const base = await world.image("acme/base/python", "1.0.0", "1.0.1");
    const api = await world.image("acme/shop/api", "1.0.0", "1.1.0", "2.0.0");
    const worker = await world.image("acme/shop/worker", "1.0.0", "1.0.1");
    const web = await world.image("acme/shop/web", "1.0.0", "1.2.0");
    const chart = await world.image("acme/charts/web", "0.3.0", "0.4.0");
    await world.repository("actions", "checkout", { README: "4.2.0" }, "v4.2.0");
    await world.commit("actions", "checkout", "4.2.2", { README: "4.2.2" }, "v4.2.2");
    await world.repository("acme", "shop", service(base));
    images = { api, worker, web, chart };
    await world.repository("acme", "shop-deploy", deploy(images));
    await world.repository("acme", "paved-road", platform);
    await world.repository("acme", "base-template", template.first, "v1.0.0");
    await world.generated("base-template", "v1.0.0", "tidy", ".copier-answers.base.yml");
    await world.generated("base-template", "v1.0.0", "edited", ".copier-answers.base.yml");
    await world.repository("acme", "tidy", { "README.md": "Ours\n" });
    await world.repository("acme", "edited", {
      "Taskfile.yml": "version: '3'\ntasks:\n  lint: echo ours\n",
    });
    await world.commit("acme", "base-template", "feat: lint", template.second, "v1.1.0");
  }

  const reportOf = (name: string) => reports[`acme/${name}`] ?? assert.fail(`There is no report on ${name}.`);
  const here = (text: string | undefined) =>
    text?.replaceAll(world.registry.address, "registry").replaceAll(world.sandbox.server.url, "github");

  describe("finds", () => {
    const found = (repository: string) =>
      reportOf(repository)
        .dependencies.filter(({ manager }) => manager !== "renovate-config")
        .map(({ manager, depName, currentValue, datasource }) =>
          [manager, here(depName), currentValue, datasource].join(" "),
        )
        .sort();

    it("what a service is built from", () => {
      assert.deepEqual(found("shop"), [
        "dockerfile registry/acme/base/python 1.0.0 docker",
        "github-actions actions/checkout v4.2.0 github-tags",
        "github-actions ubuntu 24.04 github-runners",
        "nodenv node 24.11.0 node-version",
        "npm is-odd 3.0.0 npm",
        "npm node 24.11.0 node-version",
        "poetry six ==1.16.0 pypi",
        "pyenv python 3.13.1 docker",
        "regex idna 3.6 pypi",
      ]);
    });

    it("what runs on the clusters, and what is made by OpenTofu", () => {
      assert.deepEqual(found("shop-deploy"), [
        "flux registry/acme/charts/web 0.3.0 docker",
        "flux registry/acme/shop/web 1.0.0 docker",
        "flux valkey 0.7.4 helm",
        "kubernetes Deployment apps/v1 kubernetes-api",
        "kubernetes HelmRelease helm.toolkit.fluxcd.io/v2 kubernetes-api",
        "kubernetes HelmRelease helm.toolkit.fluxcd.io/v2 kubernetes-api",
        "kubernetes HelmRepository source.toolkit.fluxcd.io/v1 kubernetes-api",
        "kubernetes HorizontalPodAutoscaler autoscaling/v2beta2 kubernetes-api",
        "kubernetes OCIRepository source.toolkit.fluxcd.io/v1 kubernetes-api",
        "kubernetes registry/acme/shop/api 1.0.0 docker",
        "kustomize registry/acme/shop/worker 1.0.0 docker",
        "terraform bucket 1.2.0 docker",
        "terraform openstack 3.4.0 terraform-provider",
        "terraform terraform.acme.example/platform/network/openstack 2.0.0 terraform-module",
      ]);
    });

    it("what the clusters stand on", () => {
      assert.deepEqual(found("paved-road"), [
        "flux fluxcd/flux2 v2.7.3 github-releases",
        "regex flux-iac/tofu-controller 0.16.5 github-releases",
        "regex fluxcd/flux2 2.7.4 github-releases",
        "regex fluxcd/flux2 2.7.5 github-releases",
      ]);
    });

    it("which version of a template a repository is on", () => {
      assert.deepEqual(found("tidy"), ["copier github/acme/base-template.git v1.0.0 git-tags"]);
    });
  });

  const pulls = async (repo: string) =>
    (await world.github.rest.pulls.list({ owner: "acme", repo, state: "all", per_page: 100 })).data;
  const pullOf = async (repo: string, title: RegExp) =>
    (await pulls(repo)).find(pull => title.test(pull.title)) ?? assert.fail(`${repo} has no ${title}.`);

  describe("opens a pull request", () => {
    /** The newest versions of others' packages are known only when the test runs. */
    const titles = async (repo: string) =>
      (await pulls(repo))
        .map(({ title }) => here(title)?.replace(/^((?!.*registry).*) to v[\d.]+$/, "$1"))
        .sort();

    it("for each group of others' updates", async () => {
      assert.deepEqual(await titles("shop"), [
        "chore(deps): update actions/checkout action",
        "fix(deps): update dependency idna",
        "fix(deps): update dependency is-odd",
        "fix(deps): update dependency six",
        "fix(deps): update registry/acme/base/python docker tag to v1.0.1",
      ]);
    });

    it("for each new version of the organisation's own, a major one apart, and for an API that is going", async () => {
      assert.deepEqual(await titles("shop-deploy"), [
        "fix(deps): update dependency horizontalpodautoscaler to autoscaling/v2",
        "fix(deps): update registry/acme/charts/web docker tag to v0.4.0",
        "fix(deps): update registry/acme/shop/api docker tag to v1.1.0",
        "fix(deps): update registry/acme/shop/api docker tag to v2",
        "fix(deps): update registry/acme/shop/web docker tag to v1.2.0",
        "fix(deps): update registry/acme/shop/worker docker tag to v1.0.1",
      ]);
    });

    it("as the App, with the label", async () => {
      for (const { user, labels } of await pulls("shop-deploy")) {
        assert.equal(user?.login, "acme-renovate[bot]");
        assert.deepEqual(
          labels.map(({ name }) => name),
          ["dependencies"],
        );
      }
    });

    it("that pins an action by its commit, with the version beside it", async () => {
      const { head } = await pullOf("shop", /actions\/checkout/);
      assert.match(
        await world.file("shop", ".github/workflows/ci.yml", head.sha),
        /uses: actions\/checkout@[0-9a-f]{40} # v4\.2\.2\n/,
      );
    });

    it("that changes nothing but the version", async () => {
      const { head } = await pullOf("shop-deploy", /shop\/worker/);
      const before = deploy(images)["kubernetes/base/kustomization.yaml"] ?? "";
      assert.equal(
        await world.file("shop-deploy", "kubernetes/base/kustomization.yaml", head.sha),
        before.replace("newTag: 1.0.0", "newTag: 1.0.1"),
      );
    });

    it("for a template's new version, made by Copier, with what was changed here kept", async () => {
      assert.deepEqual(await titles("tidy"), ["chore(templates): update template base"]);
      const { head } = await pullOf("tidy", /template base to v1\.1\.0/);
      const file = (path: string) => world.file("tidy", path, head.sha);
      assert.match(await file("Taskfile.yml"), /echo linting notes/);
      assert.match(await file(".copier-answers.base.yml"), /_commit: v1\.1\.0/);
      assert.equal(await file("README.md"), "Ours\n");
      assert.equal(await file(".editorconfig"), "root = true\n");
    });

    it("that shows both where a template and the repository have changed the same", async () => {
      const { head, number } = await pullOf("edited", /template base/);
      const text = await world.file("edited", "Taskfile.yml", head.sha);
      assert.match(text, /^<{7} .*\n {2}lint: echo ours\n={7}\n {2}lint: echo linting notes\n>{7} /m);
      const issue = { owner: "acme", repo: "edited", issue_number: number };
      const { data: comments } = await world.github.rest.issues.listComments(issue);
      const said = comments.map(({ body }) => body).join("\n");
      assert.match(said, /1 merge conflicts/);
      assert.match(said, /Taskfile\.yml/);
    });
  });

  describe("once the checks have passed", () => {
    before(async () => {
      for (const repo of ["shop-deploy", "tidy", "edited"]) await pass(repo);
      await world.renovate("shop-deploy", "tidy", "edited");
    });

    /** What a repository's CI would say of each pull request. */
    async function pass(repo: string): Promise<void> {
      for (const { head } of await pulls(repo)) {
        const status = { owner: "acme", repo, sha: head.sha, context: "manifests" };
        await world.github.rest.repos.createCommitStatus({ ...status, state: "success" });
      }
    }

    it("merges what is compatible", async () => {
      const merged = (await pulls("shop-deploy")).filter(({ merged_at }) => merged_at);
      assert.ok(merged.length > 0);
      for (const { title } of merged) assert.doesNotMatch(title, /docker tag to v2/);
    });

    it("leaves a major version to somebody", async () => {
      assert.equal((await pullOf("shop-deploy", /docker tag to v2/)).state, "open");
    });

    it("merges a template's version that nothing stands against, and no other", async () => {
      assert.ok((await pullOf("tidy", /template base/)).merged_at);
      assert.equal((await pullOf("edited", /template base/)).state, "open");
    });
  });

  it("asks nothing of the sandbox's GitHub that it does not know", async () => {
    const { body } = await world.sandbox.control("GET", "/calls");
    assert.deepEqual(body.unknown, []);
  });
});
