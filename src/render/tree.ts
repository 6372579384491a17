import { fleetFolder } from "../cluster/fleet-folders.ts";
import type { Manifest } from "../kubernetes/manifest.ts";
import type { Step } from "../kubernetes/part.ts";
import { formatManifests } from "../kubernetes/yaml.ts";
import type { Contents } from "./contents.ts";

/** The texts of files by name, by folder. */
export type Tree = ReadonlyMap<string, ReadonlyMap<string, string>>;

const header = "# Written by Fairway. What is changed here is overwritten; change the catalogue.\n";

/** What a cluster would get as folders of the fleet repository, one file a part. No Secret is among it. */
export function treeOf({ cluster, bootstrap, tenants }: Contents): Tree {
  const { name } = cluster;
  return new Map([
    [fleetFolder.bootstrap(name), folderOf(bootstrap.filter(({ kept }) => kept))],
    [fleetFolder.cluster(name), folderOf(bootstrap.filter(({ kept }) => !kept))],
    ...[...tenants].map(([namespace, steps]) => [fleetFolder.app(name, namespace), folderOf(steps)] as const),
  ]);
}

/** The tree's texts by their paths from its root. */
export function textsOf(tree: Tree): Readonly<Record<string, string>> {
  return Object.fromEntries(
    [...tree].flatMap(([folder, files]) => [...files].map(([name, text]) => [`${folder}/${name}`, text])),
  );
}

function folderOf(steps: readonly Step[]): ReadonlyMap<string, string> {
  const files = steps
    .map(({ part, manifests }) => [`${part}.yaml`, manifests.filter(isOpen)] as const)
    .filter(([, manifests]) => manifests.length);
  const kustomization = {
    apiVersion: "kustomize.config.k8s.io/v1beta1",
    kind: "Kustomization",
    resources: files.map(([name]) => name),
  };
  return new Map([
    ["kustomization.yaml", header + formatManifests([kustomization])],
    ...files.map(([name, manifests]) => [name, header + formatManifests(manifests)] as const),
  ]);
}

/** A Secret's values are in nobody's files. */
export function isOpen({ kind, apiVersion }: Manifest): boolean {
  return !(kind === "Secret" && apiVersion === "v1");
}

/** The Secrets that a cluster needs beside the tree, as `namespace/name`. */
export function secretsOf({ bootstrap, tenants }: Contents): readonly string[] {
  return [...bootstrap, ...[...tenants.values()].flat()]
    .flatMap(({ manifests }) => manifests)
    .filter(manifest => !isOpen(manifest))
    .map(({ metadata: { namespace, name } }) => `${namespace}/${name}`);
}
