import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { formatManifests } from "../../src/kubernetes/yaml.ts";
import { flux } from "../../tools/flux.ts";
import { fluxControllers } from "../../tools/registry.ts";

/**
 * Writes the release of Flux that the sandbox has, as `v<version>/install.yaml`: the controllers' own
 * CustomResourceDefinitions, and a Deployment for each, which stands for the process beside the cluster.
 */
export function writeRelease(folder: string, crds: readonly object[]): void {
  const directory = join(folder, `v${flux.release}`);
  mkdirSync(directory, { recursive: true });
  const manifests = [...(crds as readonly Manifest[]), ...fluxControllers.flatMap(deployment)];
  writeFileSync(join(directory, "install.yaml"), formatManifests(manifests));
}

function deployment(controller: string): readonly Manifest[] {
  const labels = { "app.kubernetes.io/component": controller };
  const metadata = { name: controller, namespace: "flux-system", labels };
  return [
    { apiVersion: "v1", kind: "ServiceAccount", metadata },
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata,
      spec: {
        replicas: 1,
        selector: { matchLabels: { app: controller } },
        template: {
          metadata: { labels: { app: controller } },
          spec: {
            serviceAccountName: controller,
            securityContext: { runAsNonRoot: true, seccompProfile: { type: "RuntimeDefault" } },
            containers: [
              {
                name: "manager",
                image: `ghcr.io/fluxcd/${controller}:v1`,
                args: [],
                securityContext: { allowPrivilegeEscalation: false, capabilities: { drop: ["ALL"] } },
              },
            ],
          },
        },
      },
    } as Manifest,
  ];
}
