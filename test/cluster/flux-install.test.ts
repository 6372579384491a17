import assert from "node:assert/strict";
import { fluxInstall, UnusableRelease } from "../../src/cluster/flux-install.ts";
import type { Cluster } from "../../src/cluster/schema.ts";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { testCluster } from "../tenant/world.ts";
import { deployment, install } from "./install.ts";

interface Container {
  readonly image: string;
  readonly args: readonly string[];
  readonly env: readonly { readonly name: string; readonly value?: string }[];
  readonly resources: { readonly limits: unknown };
  readonly volumeMounts: readonly { readonly name: string }[];
}

const cluster = (flux: object = {}, more: object = {}) =>
  testCluster("live", { flux: { version: "2.7.5", ...flux }, ...more });
const names = (manifests: readonly Manifest[], kind: string) =>
  manifests.filter(one => one.kind === kind).map(({ metadata }) => metadata.name);

function containerOf(name: string, on: Cluster): Container {
  const found = fluxInstall(on, install).find(
    one => one.kind === "Deployment" && one.metadata.name === name,
  ) as unknown as { spec: { template: { spec: { containers: [Container] } } } };
  return found.spec.template.spec.containers[0];
}

describe("Flux's manifests", () => {
  it("are those of the controllers that the cluster has", () => {
    const four = ["source-controller", "kustomize-controller", "helm-controller", "notification-controller"];
    assert.deepEqual(names(fluxInstall(cluster(), install), "Deployment"), four);
    assert.deepEqual(names(fluxInstall(cluster(), install), "ServiceAccount"), []);
    const more = cluster({ components: ["source-watcher"] });
    assert.deepEqual(names(fluxInstall(more, install), "Deployment"), [...four, "source-watcher"]);
    assert.deepEqual(names(fluxInstall(more, install), "ServiceAccount"), ["source-watcher"]);
  });

  it("leave the Namespace and the network rules to their own parts, and all else as it is", () => {
    const found = fluxInstall(cluster(), install);
    assert.deepEqual(names(found, "Namespace"), []);
    assert.deepEqual(names(found, "NetworkPolicy"), []);
    assert.deepEqual(
      found.find(({ kind }) => kind === "ClusterRole"),
      install.find(({ kind }) => kind === "ClusterRole"),
    );
  });

  it("lock every controller down, and say nothing twice", () => {
    const all = ["image-reflector-controller", "image-automation-controller", "source-watcher"];
    const on = cluster({ components: all });
    for (const name of names(fluxInstall(on, install), "Deployment")) {
      const { args } = containerOf(name, on);
      if (name !== "source-controller") assert.ok(args.includes("--no-cross-namespace-refs=true"), name);
      const flags = args.map(arg => arg.split("=")[0]);
      assert.equal(new Set(flags).size, flags.length, name);
      assert.ok(args.includes("--watch-all-namespaces=true"), name);
    }
    const { args } = containerOf("kustomize-controller", on);
    assert.ok(args.includes("--no-remote-bases=true"));
    assert.ok(args.includes("--feature-gates=StrictPostBuildSubstitutions=true"));
  });

  it("replace what a release says of the same thing", () => {
    const said = deployment("kustomize-controller") as unknown as {
      spec: { template: { spec: { containers: [{ args: string[] }] } } };
    };
    said.spec.template.spec.containers[0].args.push("--no-remote-bases=false", "--concurrent=1");
    const release = [
      ...install.filter(({ metadata }) => metadata.name !== "kustomize-controller"),
      said as unknown as Manifest,
    ];
    const text = JSON.stringify(fluxInstall(cluster({ concurrency: 7 }), release));
    assert.ok(!text.includes("--no-remote-bases=false"));
    assert.ok(!text.includes('"--concurrent=1"'));
    assert.ok(text.includes('"--concurrent=7"'));
  });

  it("take images from the mirror", () => {
    assert.equal(
      containerOf("helm-controller", cluster({ registry: "registry.acme.example/fluxcd" })).image,
      "registry.acme.example/fluxcd/helm-controller:v1.0.0",
    );
    assert.equal(containerOf("helm-controller", cluster()).image, "ghcr.io/fluxcd/helm-controller:v1.0.0");
  });

  it("limit memory", () => {
    const { resources } = containerOf("helm-controller", cluster({ memory: "2Gi" }));
    assert.deepEqual(resources.limits, { cpu: "1", memory: "2Gi" });
  });

  it("trust the organisation's certificates, and start anew when they change", () => {
    const certificate = (serial: string) => `-----BEGIN CERTIFICATE-----\n${serial}\n`;
    const one = containerOf("source-controller", cluster({}, { ca: certificate("a") }));
    assert.ok(one.volumeMounts.some(({ name }) => name === "certificates"));
    assert.ok(
      one.env.some(({ name, value }) => name === "SSL_CERT_DIR" && value?.includes("/etc/ssl/certs:")),
    );
    const other = containerOf("source-controller", cluster({}, { ca: certificate("b") }));
    assert.notDeepEqual(one.env, other.env);
    assert.ok(containerOf("source-controller", cluster()).env.every(({ name }) => name !== "SSL_CERT_DIR"));
  });

  it("are refused where a controller is missing, or one is unknown", () => {
    const without = install.filter(({ metadata }) => metadata.name !== "helm-controller");
    assert.throws(() => fluxInstall(cluster(), without), {
      name: UnusableRelease.name,
      message: "Flux's manifests have no helm-controller.",
    });
    assert.throws(() => fluxInstall(cluster(), [...install, deployment("novel-controller")]), {
      name: UnusableRelease.name,
      message: /novel-controller, which Fairway does not know how to keep tenants out of/,
    });
  });
});
