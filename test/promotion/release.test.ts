import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { parse } from "yaml";
import { PromotionWorld } from "./promotion-world.ts";

const digestOf = (text: string) => `sha256:${createHash("sha256").update(text).digest("hex")}`;

/** In order, as one story. Two repositories run, and a third one does not. */
describe("A release", function () {
  this.timeout(900_000);
  let promotion: PromotionWorld;
  let registry: Server;
  let host: string;
  /** What the registry has at each path. */
  const images = new Map<string, string>();
  const repositories = ["shop-deploy", "till-deploy"];
  const commits: Record<string, string> = {};

  before(async () => {
    registry = createServer((request, response) => {
      const content = images.get(request.url ?? "");
      response.writeHead(content === undefined ? 404 : 200).end(content);
    });
    await new Promise<void>(resolve => registry.listen(0, "127.0.0.1", resolve));
    host = `127.0.0.1:${(registry.address() as AddressInfo).port}`;
    promotion = await PromotionWorld.start([...repositories, "empty-deploy"]);
  });
  after(async () => {
    registry?.close();
    await promotion?.close();
  });

  const image = (repository: string, tag: string) => `${host}/acme/${repository}:${tag}`;
  const put = (repository: string, tag: string, content: string) =>
    images.set(`/v2/acme/${repository}/manifests/${tag}`, content);
  const file = (name: string) => join(promotion.world.project, "releases", `${name}.yaml`);

  /** Merges a version of each repository; the clusters say the same of all tenants, so they run all of them or none. */
  async function merge(tag: string): Promise<void> {
    for (const repository of repositories) {
      put(repository, tag, `${repository} ${tag}`);
      const files = {
        "config/settings.yaml": "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: settings}\n",
        "kubernetes/pod.yaml": `apiVersion: v1\nkind: Pod\nmetadata: {name: web}\nspec: {containers: [{name: web, image: "${image(repository, tag)}"}]}\n`,
      };
      commits[`${repository} ${tag}`] = await promotion.merge(files, `Version ${tag}`, repository);
    }
  }

  function run(tag: string): void {
    for (const repository of repositories) {
      const namespace = repository.replace("-deploy", "");
      promotion.prelive.apply(commits[`${repository} ${tag}`] ?? "", "healthy", "main", namespace);
    }
  }

  const production = async () =>
    await Promise.all(repositories.map(name => promotion.tip("production", name)));
  const at = (tag: string) => repositories.map(name => commits[`${name} ${tag}`]);

  const third = ["promote", "--release", "third", "--yes"];

  /** The second of the repositories can't be moved on. */
  const refused = {
    method: "PATCH",
    path: "till-deploy/git/refs/heads.+production$",
    action: "status",
    status: 422,
    body: { message: "Repository rule violations found" },
  };

  it("is not cut where nothing runs healthily", async () => {
    const { code, stderr } = await promotion.fairway(["release", "cut", "none"]);
    assert.equal(code, 1);
    assert.match(stderr, /There is nothing to release\.\n[\s\S]*shop-deploy: /);
    assert.ok(!existsSync(file("none")));
  });

  it("has the exact commits and digests of what runs healthily, and names what is left out", async () => {
    await merge("1");
    run("1");
    const told = await promotion.done("release", "cut", "first");
    assert.match(told, /Left out:\n\s+empty-deploy: /);
    const release = parse(readFileSync(file("first"), "utf8"));
    assert.equal(release.cut_by, "octocat");
    assert.deepEqual(
      release.repositories,
      Object.fromEntries(
        repositories.map(name => [
          name,
          {
            commit: commits[`${name} 1`],
            stage: "prelive",
            images: { [image(name, "1")]: digestOf(`${name} 1`) },
          },
        ]),
      ),
    );
  });

  it("is named by today's date, and never written over", async () => {
    const cut = async () => JSON.parse(await promotion.done("release", "cut", "--json")).name as string;
    const today = await cut();
    assert.match(today, /^\d{4}\.\d{2}\.\d{2}$/);
    assert.equal(await cut(), `${today}.2`);
    const before = readFileSync(file("first"), "utf8");
    const { code, stderr } = await promotion.fairway(["release", "cut", "first"]);
    assert.equal(code, 2);
    assert.match(stderr, /There is a release `first` already/);
    assert.equal(readFileSync(file("first"), "utf8"), before);
  });

  it("is promoted as a whole", async () => {
    const { stdout } = await promotion.fairway(["promote", "--release", "first", "--dry-run", "--json"]);
    assert.deepEqual(
      JSON.parse(stdout).repositories.map(({ repository }: { repository: string }) => repository),
      repositories,
    );
    assert.deepEqual(await production(), [undefined, undefined]);
    await promotion.done("promote", "--release", "first", "--yes");
    assert.deepEqual(await production(), at("1"));
    const [record] = await promotion.deployments("live", "till-deploy");
    assert.equal(record?.payload.release, "first");
  });

  it("is refused where an image is another one by now, and nothing is moved", async () => {
    await merge("2");
    run("2");
    await promotion.done("release", "cut", "second");
    put("till-deploy", "2", "something else");
    const { code, stderr } = await promotion.fairway(["promote", "--release", "second", "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /nothing was moved\.\ntill-deploy: its images are not those of the release/);
    assert.deepEqual(await production(), at("1"));
    put("till-deploy", "2", "till-deploy 2");
  });

  it("is refused where what stands in its file is no longer what was cut", async () => {
    const text = readFileSync(file("second"), "utf8");
    writeFileSync(file("second"), text.replace(commits["till-deploy 2"] ?? "", "f".repeat(40)));
    const { code, stderr } = await promotion.fairway(["promote", "--release", "second", "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /till-deploy: till-deploy has no commit f{40}/);
    assert.deepEqual(await production(), at("1"));
    writeFileSync(file("second"), text);
  });

  it("brings back what was moved where another one can't be, and says so", async () => {
    await promotion.world.control("PUT", "/faults", [refused]);
    const { code, stderr } = await promotion.fairway(["promote", "--release", "second", "--yes"]);
    await promotion.world.control("DELETE", "/faults");
    assert.equal(code, 1);
    assert.match(stderr, /till-deploy could not be promoted, so the release second is not live/);
    assert.match(stderr, /shop-deploy has what it had before, by \w{7} on top/);
    assert.match(stderr, /revert these commits by pull requests[\s\S]*cut another release/);
    const [shop, till] = await production();
    assert.equal(till, commits["till-deploy 1"]);
    assert.equal(await promotion.tree(shop ?? ""), await promotion.tree(commits["shop-deploy 1"] ?? ""));
    assert.equal(shop, await promotion.tip("main"));
    const [back, there] = await promotion.deployments();
    assert.deepEqual([back?.payload.kind, there?.payload.release], ["rollback", "second"]);
  });

  it("can't be promoted any more once a part of it was rolled back", async () => {
    const { code, stderr } = await promotion.fairway(["promote", "--release", "second", "--yes"]);
    assert.equal(code, 1);
    assert.match(stderr, /shop-deploy: production of shop-deploy is beyond \w{7} already/);
    assert.match(stderr, /The last move was a rollback: to have again what it has undone, revert/);
  });

  it("that is stopped ends between two repositories, and goes on with what is left", async () => {
    await merge("3");
    run("3");
    await promotion.done("release", "cut", "third");
    const before = await production();
    const { code, stderr } = await promotion.stopping(/shop-deploy\/git\/refs\/heads.+production$/, third);
    assert.equal(code, 1);
    assert.match(stderr, /^Stopped; nothing more was begun\.$/m);
    assert.deepEqual(await production(), [commits["shop-deploy 3"], before[1]]);
    const [record] = await promotion.deployments();
    assert.equal(record?.states[0], "success");
    await promotion.done(...third);
    assert.deepEqual(await production(), at("3"));
  });

  it("brings back what it had moved before it was stopped, too", async () => {
    await merge("4");
    run("4");
    await promotion.done("release", "cut", "fourth");
    const fourth = ["promote", "--release", "fourth", "--yes"];
    await promotion.stopping(/shop-deploy\/git\/refs\/heads.+production$/, fourth);
    put("till-deploy", "4", "something else");
    const { stderr: why } = await promotion.fairway(fourth);
    assert.match(
      why,
      /has moved production of shop-deploy to \w{7} already: `fairway promote shop-deploy --rollback`/,
    );
    put("till-deploy", "4", "till-deploy 4");
    await promotion.world.control("PUT", "/faults", [refused]);
    const { stderr } = await promotion.fairway(fourth);
    await promotion.world.control("DELETE", "/faults");
    assert.match(stderr, /shop-deploy has what it had before, by \w{7} on top/);
    const [shop, till] = await production();
    assert.equal(till, commits["till-deploy 3"]);
    assert.equal(await promotion.tree(shop ?? ""), await promotion.tree(commits["shop-deploy 3"] ?? ""));
  });

  it("has a repository for moved that is, whether or not that could be written down", async () => {
    await merge("5");
    run("5");
    await promotion.done("release", "cut", "fifth");
    const mute = { method: "POST", path: "shop-deploy/deployments/.+/statuses$", nth: 2, times: 100 };
    await promotion.world.control("PUT", "/faults", [{ ...mute, action: "status", status: 401 }]);
    await promotion.done("promote", "--release", "fifth", "--yes");
    await promotion.world.control("DELETE", "/faults");
    assert.deepEqual(await production(), at("5"));
  });
});
