import assert from "node:assert/strict";
import { join } from "node:path";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { findProject } from "../../src/engine/project.ts";
import { openTarget } from "../../src/loop/target.ts";
import { eventually } from "../support/eventually.ts";
import { ClusterWorld, configMap, paths } from "./cluster-world.ts";

/** An entry with a tenant on these clusters. */
export const entry = (clusters: string) => `
archetype: deploy
team: shop
tenant: {namespace: shop, clusters: ${clusters}, volumes: true}
`;

/** On both clusters of the world. */
export const both = entry("[prelive, live]");

/** What the tenant runs: a ConfigMap in each of its folders. */
export const files = (text: string) => ({
  "config/config.yaml": configMap("config", text),
  "kubernetes/message.yaml": configMap("message", text),
});

/** A world with two clusters, on both of which the tenant `shop` is in place. */
export async function startShop(): Promise<ClusterWorld> {
  const clusters = await ClusterWorld.start({
    clusters: { prelive: { stage: "prelive" }, live: { stage: "live" } },
    entries: { "shop-deploy": both },
  });
  await clusters.fairway("up", "--yes");
  await clusters.release(files("one"));
  const of = { owner: "acme", repo: "shop-deploy" };
  const { rest } = clusters.world.github;
  const { data } = await rest.git.getRef({ ...of, ref: "heads/main" });
  await rest.git.createRef({ ...of, ref: "refs/heads/production", sha: data.object.sha });
  await clusters.fairway("up", "--all", "--yes");
  return clusters;
}

/** What the tenant's message says on a cluster. */
export async function said(clusters: ClusterWorld, cluster: string): Promise<string | undefined> {
  return (await clusters.find(cluster, paths.configMap("message")))?.data?.text;
}

/** Waits until it says this. */
export async function says(clusters: ClusterWorld, cluster: string, text: string): Promise<void> {
  await eventually(async () => (await said(clusters, cluster)) === text || undefined);
}

/** The namespaces that are Fairway's on a cluster. */
export async function namespaces(clusters: ClusterWorld, cluster: string) {
  return await clusters.list(cluster, "/api/v1/namespaces", "app.kubernetes.io/managed-by=fairway");
}

/** The stack of a cluster, opened in this process. */
export async function opened(clusters: ClusterWorld, stack: string) {
  await clusters.fairway("up", "--stack", stack, "--yes", "--refresh");
  const { world } = clusters;
  const project = findProject(world.project);
  Object.assign(process.env, clusters.environment);
  const catalogue = await loadCatalogue(join(world.project, "repos"), project.stacks);
  const { state, judgement } = await openTarget({ project, stack, organization: "acme", catalogue });
  assert.ok(judgement);
  return { state, judgement };
}

/** What is declared on a cluster, with the server's own count of changes of what was wanted. */
export async function everything(clusters: ClusterWorld, cluster: string): Promise<readonly unknown[]> {
  const found = await clusters.declared(cluster);
  assert.ok(found.length > 40, `only ${found.length} objects`);
  return found.map(({ metadata, spec, data }) => [metadata?.uid, metadata?.generation, spec, data]);
}

/** The public halves of the deploy keys of its repository. */
export async function deployKeys(clusters: ClusterWorld): Promise<readonly string[]> {
  const { data } = await clusters.world.github.rest.repos.listDeployKeys({
    owner: "acme",
    repo: "shop-deploy",
  });
  return data.map(({ key }) => key).sort();
}
