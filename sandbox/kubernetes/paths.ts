import { join } from "node:path";
import { worldPaths } from "../world-paths.ts";

/** Where the parts of one cluster lie. */
export interface ClusterPaths {
  readonly folder: string;
  /** What its administrator needs, for kubectl and every other client. */
  readonly kubeconfig: string;
  /** Its authority, its certificates and its service accounts' key. */
  readonly pki: string;
  /** The kubeconfig of one of its own components. */
  readonly componentKubeconfig: (component: string) => string;
  readonly ports: string;
  /** Flux's controllers and their working folder; there is one if the cluster has Flux. */
  readonly flux: string;
  readonly lock: string;
}

export interface KubernetesPaths {
  readonly folder: string;
  /** The store that all clusters share. */
  readonly etcd: string;
  readonly etcdLock: string;
  readonly clusters: string;
  /** What stands for the page of Flux's releases. */
  readonly releases: string;
  readonly cluster: (name: string) => ClusterPaths;
}

/** The paths of Kubernetes in the sandbox in `directory`. */
export function kubernetesPaths(directory?: string): KubernetesPaths {
  const folder = worldPaths(directory).kubernetes;
  const clusters = join(folder, "clusters");
  const etcd = join(folder, "etcd");
  return {
    folder,
    etcd,
    etcdLock: `${etcd}.lock`,
    clusters,
    releases: join(folder, "flux-releases"),
    cluster: name => clusterPaths(clusters, name),
  };
}

function clusterPaths(clusters: string, name: string): ClusterPaths {
  const folder = join(clusters, name);
  return {
    folder,
    kubeconfig: join(folder, "kubeconfig"),
    pki: join(folder, "pki"),
    componentKubeconfig: component => join(folder, "components", component),
    ports: join(folder, "ports.json"),
    flux: join(folder, "flux"),
    lock: join(clusters, `${name}.lock`),
  };
}
