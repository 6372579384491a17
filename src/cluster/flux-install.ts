import type { Container, EnvVar, PodSpec } from "kubernetes-types/core/v1.js";
import type { Manifest } from "../kubernetes/manifest.ts";
import { fingerprint } from "./fingerprint.ts";
import { type FluxController, lockdownFlags } from "./flux-flags.ts";
import { fluxNamespace, names } from "./names.ts";
import type { Cluster } from "./schema.ts";

/** The manifests of a release of Flux can't be used as they are. */
export class UnusableRelease extends Error {
  override readonly name = "UnusableRelease";
}

/** Where a release's images come from. */
const official = "ghcr.io/fluxcd/";

const always: readonly FluxController[] = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
];

const optional: readonly FluxController[] = [
  "image-reflector-controller",
  "image-automation-controller",
  "source-watcher",
];

/** The label by which a release tells what belongs to a controller. */
const componentLabel = "app.kubernetes.io/component";

const certificatesFolder = "/etc/fairway/certificates";

/** A Deployment, as far as it is looked into. */
interface Deployment extends Manifest {
  readonly spec: {
    readonly template: {
      readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
      readonly spec: PodSpec;
    };
  };
}

/**
 * A release's manifests as this cluster wants them: the controllers that it has, locked down against tenants, with its
 * mirror's images, its certificates and its limits. Flux's Namespace and network rules are declared elsewhere.
 * @throws UnusableRelease where a controller is missing, or where there is one that nobody knows how to lock down
 */
export function fluxInstall(cluster: Cluster, install: readonly Manifest[]): readonly Manifest[] {
  const wanted: readonly string[] = [...always, ...cluster.flux.components];
  const found = install.filter(isDeployment).map(({ metadata }) => metadata.name);
  const missing = wanted.filter(name => !found.includes(name));
  if (missing.length) throw new UnusableRelease(`Flux's manifests have no ${missing.join(", no ")}.`);
  const strange = found.filter(name => ![...always, ...optional].includes(name as FluxController));
  if (strange.length)
    throw new UnusableRelease(
      `Flux's manifests have ${strange.join(" and ")}, which Fairway does not know how to keep tenants out of.`,
    );
  return install
    .filter(manifest => belongs(manifest, wanted))
    .map(manifest => (isDeployment(manifest) ? controller(manifest, cluster) : manifest));
}

function isDeployment(manifest: Manifest): manifest is Deployment {
  return manifest.kind === "Deployment";
}

function belongs({ kind, metadata }: Manifest, wanted: readonly string[]): boolean {
  if (kind === "NetworkPolicy" || (kind === "Namespace" && metadata.name === fluxNamespace)) return false;
  const component = metadata.labels?.[componentLabel];
  return component === undefined || wanted.includes(component);
}

function controller(deployment: Deployment, cluster: Cluster): Deployment {
  const { spec } = deployment;
  const { template } = spec;
  const [manager, ...others] = template.spec.containers;
  if (!manager || others.length)
    throw new UnusableRelease(
      `Flux's manifests have ${deployment.metadata.name} with other than one container.`,
    );
  const name = deployment.metadata.name as FluxController;
  const trusting = cluster.ca === undefined ? { ...template.spec } : trustingSpec(template.spec);
  return {
    ...deployment,
    spec: {
      ...spec,
      template: { ...template, spec: { ...trusting, containers: [container(manager, name, cluster)] } },
    },
  };
}

function container(manager: Container, name: FluxController, { flux, ca }: Cluster): Container {
  const added = [...lockdownFlags(name), `--concurrent=${flux.concurrency}`];
  const { image, resources, env = [], volumeMounts = [] } = manager;
  return {
    ...manager,
    ...(image === undefined ? {} : { image: mirrored(image, flux.registry) }),
    args: withFlags(manager.args ?? [], added),
    resources: { ...resources, limits: { ...resources?.limits, memory: flux.memory } },
    ...(ca === undefined
      ? {}
      : {
          env: [...env, ...trustingEnvironment(ca)],
          volumeMounts: [
            ...volumeMounts,
            { name: names.certificates, mountPath: certificatesFolder, readOnly: true },
          ],
        }),
  };
}

/** The arguments with these flags in place of what they said before. */
function withFlags(args: readonly string[], flags: readonly string[]): string[] {
  const nameOf = (flag: string) => flag.split("=")[0];
  const replaced = new Set(flags.map(nameOf));
  return [...args.filter(arg => !replaced.has(nameOf(arg))), ...flags];
}

function mirrored(image: string, registry: string | undefined): string {
  return registry !== undefined && image.startsWith(official)
    ? `${registry}/${image.slice(official.length)}`
    : image;
}

function trustingSpec(spec: PodSpec): PodSpec {
  const volume = { name: names.certificates, configMap: { name: names.certificates } };
  return { ...spec, volumes: [...(spec.volumes ?? []), volume] };
}

/** Go reads certificates once, when it first needs them: with others the Pods have to start anew. */
function trustingEnvironment(ca: string): EnvVar[] {
  return [
    { name: "SSL_CERT_DIR", value: `/etc/ssl/certs:${certificatesFolder}` },
    { name: "FAIRWAY_CERTIFICATES", value: fingerprint(ca) },
  ];
}
