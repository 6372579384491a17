import assert from "node:assert/strict";
import { generateX25519Identity } from "age-encryption";
import { readFiles } from "../../src/github/branch-files.ts";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { parseManifests } from "../../src/kubernetes/yaml.ts";
import { eventually } from "../support/eventually.ts";
import { ClusterWorld, configMap, type LiveObject, paths } from "./cluster-world.ts";

const entry = (clusters: string) => `
archetype: deploy
team: shop
visibility: public
tenant: {namespace: shop, clusters: ${clusters}, network: {ingress: [8080]}}
`;

const fleet = { owner: "acme", repository: "fleet", branch: "main" };
const folders = ["bootstrap/dark", "clusters/dark", "apps/dark"];

describe("a cluster that no runner reaches", function () {
  this.timeout(3_600_000);
  let clusters: ClusterWorld;

  before(async () => {
    clusters = await ClusterWorld.start({
      clusters: { dark: {}, lit: { stage: "prelive" } },
      entries: {
        fleet: "archetype: platform\nvisibility: public\n",
        "shop-deploy": entry("[dark, lit]"),
      },
    });
    const git = { address: `${clusters.world.server.url}/acme`, keys: "none" };
    const { access: _, ...rest } = clusters.specification("dark");
    clusters.specify("dark", {
      ...rest,
      stage: "prelive",
      delivery: "git",
      fleet: { repository: "fleet" },
      git,
    });
    clusters.specify("lit", { ...clusters.specification("lit"), git });
    await clusters.fairway("up", "--yes");
    await clusters.release({
      "config/config.yaml": configMap("config", "one"),
      "kubernetes/message.yaml": configMap("message", "one"),
    });
  });
  after(() => clusters?.close());

  const files = async () => (await readFiles(clusters.world.github, fleet, folders)) ?? {};
  const commits = async () =>
    (await clusters.world.github.rest.repos.listCommits({ owner: "acme", repo: "fleet" })).data.length;

  it("is written into the fleet repository by one commit, with no Secret in it", async () => {
    const before = await commits();
    await clusters.fairway("up", "--stage", "prelive", "--yes");
    assert.equal(await commits(), before + 1);
    const contents = Object.entries(await files()).filter(([path]) => !path.endsWith("/kustomization.yaml"));
    const manifests = contents.flatMap(([path, text]) => parseManifests(text, path));
    assert.ok(manifests.length > 60, `only ${manifests.length} manifests`);
    assert.ok(manifests.every(({ kind }) => kind !== "Secret"));
    const { stdout } = await clusters.fairway("preview", "--stack", "dark", "--refresh", "--json");
    assert.deepEqual(JSON.parse(stdout).changes, []);
  });

  it("pulls the same as another one is given directly", async () => {
    await bootstrap();
    for (const cluster of ["dark", "lit"])
      await eventually(() => clusters.find(cluster, paths.configMap("message")));
    const dark = comparable(await clusters.declared("dark"), "dark");
    const lit = comparable(await clusters.declared("lit"), "lit");
    assert.deepEqual(dark, lit);
    assert.ok(Object.keys(lit).length > 40, `only ${Object.keys(lit).length} objects`);
  });

  it("is shown a change before it is made, and has it after one commit", async () => {
    clusters.world.write("repos/shop-deploy/repo.yaml", entry("[dark, lit]").replace("8080", "9090"));
    const { stdout } = await clusters.fairway("preview", "--stack", "dark");
    assert.match(stdout, /apps\/dark\/shop\/network\.yaml/);
    const before = await commits();
    await clusters.fairway("up", "--stack", "dark", "--yes");
    assert.equal(await commits(), before + 1);
    await pull();
    await eventually(async () => {
      const policies = await clusters.list(
        "dark",
        "/apis/networking.k8s.io/v1/namespaces/shop/networkpolicies",
      );
      return JSON.stringify(policies).includes("9090") || undefined;
    });
  });

  it("loses what is no longer declared, and never Flux", async () => {
    clusters.world.write("repos/shop-deploy/repo.yaml", entry("[lit]"));
    await clusters.fairway("up", "--stack", "dark", "--yes");
    assert.ok(Object.keys(await files()).every(path => !path.startsWith("apps/")));
    await pull();
    await eventually(
      async () => (await clusters.find("dark", "/api/v1/namespaces/shop")) === undefined || undefined,
    );
    assert.ok(
      await clusters.find("dark", "/apis/apps/v1/namespaces/flux-system/deployments/source-controller"),
    );
  });

  /** What somebody within does by hand, once. */
  async function bootstrap(): Promise<void> {
    const contents = Object.entries(await files()).filter(
      ([path]) => path.startsWith("bootstrap/") && !path.endsWith("/kustomization.yaml"),
    );
    const manifests = contents.flatMap(([path, text]) => parseManifests(text, path));
    const rank = ({ kind }: { kind: string }) =>
      kind === "Namespace" || kind === "CustomResourceDefinition" ? 0 : 1;
    for (const manifest of manifests.sort((a, b) => rank(a) - rank(b)))
      await clusters.apply("dark", manifest);
    // The Secrets that `render` names, which are in no repository.
    await eventually(() => clusters.find("dark", "/api/v1/namespaces/shop"));
    const stringData = { "identity.agekey": await generateX25519Identity() };
    const metadata = { name: "fairway-age", namespace: "shop" };
    await clusters.apply("dark", { apiVersion: "v1", kind: "Secret", metadata, stringData } as Manifest);
  }

  async function pull(): Promise<void> {
    await clusters.hasten("dark", paths.source("fleet", "flux-system"));
  }
});

/** What is declared of each object, under names that two clusters have in common. */
function comparable(objects: readonly LiveObject[], cluster: string): Readonly<Record<string, unknown>> {
  const own = /^(fleet|bootstrap|cluster|tenant-.*)$/;
  const entries = objects
    .filter(({ kind, metadata }) => kind !== "Secret" && !own.test(metadata?.name ?? ""))
    .map(({ kind, metadata, spec, data, rules, roleRef, subjects }) => {
      const { name, namespace, labels, annotations } = metadata ?? {};
      const ours = Object.entries(labels ?? {}).filter(
        ([key]) => !key.startsWith("kustomize.toolkit.fluxcd.io/"),
      );
      const told = {
        spec,
        data,
        rules,
        roleRef,
        subjects,
        labels: Object.fromEntries(ours.sort()),
        annotations,
      };
      const text = JSON.stringify(told).replaceAll(`"${cluster}"`, '"(cluster)"');
      return [[kind, namespace, name].join("/"), JSON.parse(text)];
    });
  return Object.fromEntries(entries.sort());
}
