import type { Manifest } from "../../src/kubernetes/manifest.ts";

const controllers = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
  "image-reflector-controller",
  "image-automation-controller",
  "source-watcher",
];

const part = (name: string) => ({ "app.kubernetes.io/component": name, "app.kubernetes.io/part-of": "flux" });

/** A Deployment as a release of Flux has it. */
export function deployment(name: string): Manifest {
  return {
    apiVersion: "apps/v1",
    kind: "Deployment",
    metadata: { name, namespace: "flux-system", labels: part(name) },
    spec: {
      replicas: 1,
      selector: { matchLabels: { app: name } },
      template: {
        metadata: { labels: { app: name, ...part(name) } },
        spec: {
          serviceAccountName: name,
          securityContext: { fsGroup: 1337 },
          volumes: [{ name: "temp", emptyDir: {} }],
          containers: [
            {
              name: "manager",
              image: `ghcr.io/fluxcd/${name}:v1.0.0`,
              args: [
                "--events-addr=http://notification-controller.flux-system.svc.cluster.local./",
                "--watch-all-namespaces=true",
                "--enable-leader-election",
              ],
              env: [
                {
                  name: "RUNTIME_NAMESPACE",
                  valueFrom: { fieldRef: { fieldPath: "metadata.namespace" } },
                },
              ],
              resources: { limits: { cpu: "1", memory: "512Mi" }, requests: { cpu: "50m", memory: "64Mi" } },
              securityContext: {
                allowPrivilegeEscalation: false,
                capabilities: { drop: ["ALL"] },
                readOnlyRootFilesystem: true,
                runAsNonRoot: true,
                seccompProfile: { type: "RuntimeDefault" },
              },
              volumeMounts: [{ name: "temp", mountPath: "/tmp" }],
            },
          ],
        },
      },
    },
  } as Manifest;
}

/** The objects of a release's `install.yaml`, with one of each kind of thing in it. */
export const install: readonly Manifest[] = [
  { apiVersion: "v1", kind: "Namespace", metadata: { name: "flux-system" } },
  {
    apiVersion: "networking.k8s.io/v1",
    kind: "NetworkPolicy",
    metadata: { name: "allow-egress", namespace: "flux-system" },
  },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    metadata: { name: "crd-controller", labels: { "app.kubernetes.io/part-of": "flux" } },
  },
  {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: "source-watcher", namespace: "flux-system", labels: part("source-watcher") },
  },
  ...controllers.map(deployment),
];
