import { fluxCrds } from "../../sandbox/kubernetes/flux.ts";
import type { Manifest } from "../../src/kubernetes/manifest.ts";
import { obtain } from "../../tools/obtain.ts";
import { fluxControllers } from "../../tools/registry.ts";

/**
 * A release of Flux of the sandbox's controllers: their own CustomResourceDefinitions, and a Deployment for each, which
 * stands for the process beside the cluster.
 */
export async function sandboxRelease(): Promise<readonly Manifest[]> {
  const folders = await obtain(fluxControllers);
  const crds = fluxCrds(Object.values(folders)) as unknown as readonly Manifest[];
  return [...crds, ...fluxControllers.flatMap(deployment)];
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
