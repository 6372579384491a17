import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { fingerprint } from "../../src/cluster/fingerprint.ts";
import { NoRelease, readRelease } from "../../src/cluster/flux-release.ts";
import { formatManifests, NotManifests } from "../../src/kubernetes/yaml.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { testCluster } from "../tenant/world.ts";
import { install } from "./install.ts";

const text = formatManifests(install);
const cluster = (flux: object) => testCluster("live", { flux: { version: "2.7.5", ...flux } });

describe("a release of Flux", () => {
  const folder = temporaryFolder();
  after(() => folder.remove());
  const root = folder.path;

  it("is read from a file of the project", async () => {
    writeFileSync(join(root, "install.yaml"), text);
    assert.deepEqual(await readRelease(cluster({ manifests: "install.yaml" }), { root }), install);
  });

  it("is read from the official releases, or from a mirror of them", async () => {
    const asked: string[] = [];
    const server = createServer((request, response) => {
      asked.push(request.url ?? "");
      response.writeHead(request.url === "/v2.7.5/install.yaml" ? 200 : 404).end(text);
    });
    await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const environment = { FAIRWAY_FLUX_RELEASES: `http://127.0.0.1:${port}` };
    try {
      assert.deepEqual(await readRelease(cluster({}), { root, environment }), install);
      assert.deepEqual(asked, ["/v2.7.5/install.yaml"]);
      await assert.rejects(readRelease(cluster({ version: "2.7.6" }), { root, environment }), {
        name: NoRelease.name,
        message: /for the cluster live can't be had: the answer was 404 \(http.*name it as `flux.manifests`/,
      });
    } finally {
      server.close();
    }
  });

  it("is the one whose sum is known, or none", async () => {
    writeFileSync(join(root, "install.yaml"), text);
    const flux = { manifests: "install.yaml", sha256: fingerprint(text) };
    assert.equal((await readRelease(cluster(flux), { root })).length, install.length);
    await assert.rejects(readRelease(cluster({ ...flux, sha256: fingerprint("") }), { root }), {
      name: NoRelease.name,
      message: new RegExp(`has the SHA-256 sum ${fingerprint(text)}\\.$`),
    });
  });

  it("is told where there is none", async () => {
    await assert.rejects(readRelease(cluster({ manifests: "missing.yaml" }), { root }), {
      name: NoRelease.name,
      message: /there is no such file \(.*missing\.yaml\)/,
    });
    writeFileSync(join(root, "page.yaml"), "<html>");
    await assert.rejects(readRelease(cluster({ manifests: "page.yaml" }), { root }), {
      name: NotManifests.name,
    });
  });
});
