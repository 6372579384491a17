import assert from "node:assert/strict";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { imagesOf } from "../../src/promotion/images.ts";
import { imageReference } from "../../src/registry/image-reference.ts";

const object = (kind: string, spec: object) =>
  ({ apiVersion: "v1", kind, metadata: { name: "x" }, spec }) as unknown as Manifest;
const digest = `sha256:${"0".repeat(64)}`;

describe("Images", () => {
  it("are found in containers of whatever kind, in OCIRepositories and in a chart's values", () => {
    const { images, unclear } = imagesOf([
      object("Deployment", {
        template: {
          spec: {
            containers: [{ image: "ghcr.io/acme/shop/api:1.2.0" }],
            initContainers: [{ image: "busybox" }],
          },
        },
      }),
      object("CronJob", {
        jobTemplate: {
          spec: { template: { spec: { containers: [{ image: "ghcr.io/acme/shop/api:1.2.0" }] } } },
        },
      }),
      object("OCIRepository", { url: "oci://ghcr.io/acme/charts/web", ref: { tag: "2.0.1" } }),
      object("HelmRelease", {
        values: {
          image: { repository: "ghcr.io/acme/shop/web", tag: "3.1" },
          sidecar: { image: { repository: "r.io/s", digest } },
        },
      }),
    ]);
    assert.deepEqual(
      images.map(({ text }) => text),
      [
        "busybox",
        "ghcr.io/acme/charts/web:2.0.1",
        "ghcr.io/acme/shop/api:1.2.0",
        "ghcr.io/acme/shop/web:3.1",
        `r.io/s@${digest}`,
      ],
    );
    assert.deepEqual(unclear, []);
  });

  it("are unclear where a variable, or a range of versions, says which", () => {
    const { images, unclear } = imagesOf([
      object("Pod", { containers: [{ image: "ghcr.io/acme/shop:${" + "SECRET}" }] }),
      object("OCIRepository", { url: "oci://ghcr.io/acme/web", ref: { semver: ">=1.0.0 <2.0.0" } }),
    ]);
    assert.deepEqual([images.length, unclear.length], [0, 2]);
  });

  for (const [text, registry, repository, more] of [
    ["nginx", "registry-1.docker.io", "library/nginx", { tag: "latest" }],
    ["acme/web:1", "registry-1.docker.io", "acme/web", { tag: "1" }],
    ["docker.io/acme/web:1", "registry-1.docker.io", "acme/web", { tag: "1" }],
    ["localhost/web:1", "localhost", "web", { tag: "1" }],
    ["127.0.0.1:5000/a/b/c:v1", "127.0.0.1:5000", "a/b/c", { tag: "v1" }],
    [`ghcr.io/acme/web:1@${digest}`, "ghcr.io", "acme/web", { tag: "1", digest }],
  ] as const)
    it(`are taken apart: ${text}`, () => {
      assert.deepEqual(imageReference(text), { text, registry, repository, ...more });
    });

  for (const text of [
    "",
    "UPPER/case",
    "a/../b",
    "ghcr.io/a?b",
    "user:pw@host.io/a",
    "host.io:99999999/a",
    "a b",
    "x@sha256:00",
  ])
    it(`are none: ${JSON.stringify(text)}`, () => assert.equal(imageReference(text), undefined));
});
