import assert from "node:assert/strict";
import { eventually } from "../support/eventually.ts";
import { type ClusterWorld, paths } from "./cluster-world.ts";
import { files, said, says, startShop } from "./shop.ts";

const of = { owner: "acme", repo: "shop-deploy" };
const promote = ["promote", "shop-deploy", "--yes"] as const;

/** With real control planes, real Flux and what it says of its Kustomizations. In order, as one story. */
describe("Promotion between clusters", function () {
  this.timeout(3_600_000);
  let clusters: ClusterWorld;
  const commits: Record<string, string> = {};

  before(async () => {
    clusters = await startShop();
    await clusters.settled("prelive", paths.kustomization("kubernetes"), "Ready");
    commits.one = await tip("main");
  });
  after(() => clusters?.close());

  async function tip(branch: string): Promise<string> {
    const { data } = await clusters.world.github.rest.git.getRef({ ...of, ref: `heads/${branch}` });
    return data.object.sha;
  }

  /** Releases to main, and waits until the first cluster has come to an end with it. */
  async function release(name: string, more: Readonly<Record<string, string>> = {}): Promise<void> {
    await clusters.release({ ...files(name), ...more });
    const commit = await tip("main");
    commits[name] = commit;
    await clusters.hasten("prelive");
    const kustomization = paths.kustomization("kubernetes");
    await eventually(async () => {
      const found = await clusters.find("prelive", kustomization);
      const { lastAttemptedRevision } = (found?.status ?? {}) as { lastAttemptedRevision?: string };
      const state = found?.status?.conditions?.find(({ type }) => type === "Ready")?.status;
      return (lastAttemptedRevision?.endsWith(commit) && state !== "Unknown") || undefined;
    });
  }

  it("brings what runs healthily on the first cluster to the second", async () => {
    await release("two");
    await says(clusters, "prelive", "two");
    assert.equal(await said(clusters, "live"), "one");
    const { stdout } = await clusters.fairway(...promote);
    assert.match(stdout, /live: 0 created, 2 changed, 0 removed/);
    assert.match(stdout, /-\s+text: one\n\s+\+\s+text: two/);
    await clusters.hasten("live");
    await says(clusters, "live", "two");
  });

  it("refuses what Flux could not apply, in Flux's words, and leaves the second cluster alone", async () => {
    const broken = "apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: broken}\nspec: {}\n";
    await release("bad", { "kubernetes/broken.yaml": broken });
    const { code, stderr } = await clusters.tried(...promote, "--to", commits.bad ?? "");
    assert.equal(code, 1);
    assert.match(stderr, /prelive, shop: kubernetes: ReconciliationFailed: [\s\S]*broken/);
    const { stdout } = await clusters.fairway(...promote);
    assert.match(stdout, /production is at \w{7} already/);
    assert.match(stdout, /Not the newest commit/);
    assert.equal(await tip("production"), commits.two);
  });

  it("takes an older commit from Flux's own record", async () => {
    await release("three");
    await release("four");
    await says(clusters, "prelive", "four");
    await clusters.fairway(...promote, "--to", commits.three ?? "");
    await clusters.hasten("live");
    await says(clusters, "live", "three");
  });

  it("gives back what ran before, and both branches go on from there", async () => {
    const { stdout } = await clusters.fairway(...promote, "--rollback");
    assert.match(stdout, /has the files of/);
    assert.equal(await tip("production"), await tip("main"));
    await clusters.hasten("live");
    await says(clusters, "live", "two");
    await release("five");
    await says(clusters, "prelive", "five");
    await clusters.fairway(...promote);
    await clusters.hasten("live");
    await says(clusters, "live", "five");
  });

  it("tells what does not answer, and promotes nothing then", async () => {
    await clusters.stop("prelive");
    const { code, stderr } = await clusters.tried(...promote);
    assert.equal(code, 1);
    assert.match(stderr, /What prelive runs can't be told, and so not whether it runs well/);
    await clusters.restart("prelive");
  });
});
