import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { startCluster } from "../../sandbox/kubernetes/cluster.ts";
import { stopCluster, stopClusters } from "../../sandbox/kubernetes/clusters.ts";
import { fluxCrds } from "../../sandbox/kubernetes/flux.ts";
import { Objects } from "../../sandbox/kubernetes/provider/objects.ts";
import { writeRelease } from "../../sandbox/kubernetes/release.ts";
import { loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { readRelease } from "../../src/cluster/flux-release.ts";
import { ApiServer } from "../../src/kubernetes/api-server.ts";
import { Discovery } from "../../src/kubernetes/discovery.ts";
import { identity, type Manifest } from "../../src/kubernetes/manifest.ts";
import { type Contents, contentsOf } from "../../src/render/contents.ts";
import { obtain } from "../../tools/obtain.ts";
import { fluxControllers } from "../../tools/registry.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const root = join(import.meta.dirname, "..", "..");

/** What exercises every option of a tenant and of a cluster, beside the example organisation. */
const catalogues = { example: root, everything: join(import.meta.dirname, "everything") };

describe("every manifest that a cluster would get", function () {
  // Where the tools are not there yet, they are built once.
  this.timeout(3_600_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;
  let releases: string;

  before(async () => {
    folder = temporaryFolder();
    directory = join(folder.path, "sandbox");
    releases = join(folder.path, "releases");
    writeRelease(releases, fluxCrds(Object.values(await obtain(fluxControllers))));
  });
  after(async () => {
    await stopClusters({ directory });
    folder.remove();
  });

  for (const [name, place] of Object.entries(catalogues)) {
    it(`is accepted by a real API server, field by field: ${name}`, async () => {
      const catalogue = await loadCatalogue(join(place, "repos"), join(place, "stacks"));
      assert.ok(catalogue.clusters.length > 0);
      const environment = { FAIRWAY_FLUX_RELEASES: releases };
      for (const cluster of catalogue.clusters) {
        const install = await readRelease(cluster, { root, environment });
        const contents = contentsOf(cluster, catalogue, { organization: "acme", install });
        const manifests = manifestsOf(contents);
        assert.ok(manifests.length > 60, `${cluster.name}: ${manifests.length}`);
        const { kubeconfig } = await startCluster({ directory, name: cluster.name });
        const api = new ApiServer({ kubeconfig: readFileSync(kubeconfig, "utf8") });
        for (const manifest of manifests) await accepted(api, manifest);
        await stopCluster({ directory, name: cluster.name });
      }
    });
  }

  /** First as a dry run, then for good, so that what comes after finds its namespace and its kind. */
  async function accepted(api: ApiServer, manifest: Manifest): Promise<void> {
    const objects = new Objects(api, new Discovery(api), AbortSignal.timeout(600_000));
    const object = manifest as unknown as Parameters<Objects["apply"]>[0];
    for (const dryRun of [true, false]) {
      const how = { manager: "test", dryRun, force: true };
      const answer = await objects
        .patiently(() => objects.apply(object, how))
        .catch((error: Error) => assert.fail(`${identity(manifest)}: ${error.message}`));
      assert.equal(answer.kind, manifest.kind);
    }
  }
});

function manifestsOf({ bootstrap, tenants }: Contents): readonly Manifest[] {
  return [...bootstrap, ...[...tenants.values()].flat()].flatMap(({ manifests }) => manifests);
}
