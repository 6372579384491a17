import { existsSync, readdirSync } from "node:fs";
import { delimiter } from "node:path";
import { kubeconfigVariable } from "../../src/cluster/kubeconfig.ts";
import { withLock } from "../../tools/lock.ts";
import { BackgroundProcess, SandboxFailed } from "../background-process.ts";
import type { WorldOptions } from "../world-paths.ts";
import { type ClusterPaths, kubernetesPaths } from "./paths.ts";
import { clusterProcesses } from "./processes.ts";

/** A cluster as it is now. */
export interface ClusterStatus {
  readonly name: string;
  /** Whether its API server runs. */
  readonly running: boolean;
  /** Whether it has Flux. */
  readonly flux: boolean;
  /** The path of its administrator's kubeconfig. */
  readonly kubeconfig: string;
  /** The process ids of what runs of it. */
  readonly processes: Readonly<Record<string, number>>;
}

export interface StopOptions extends WorldOptions {
  /** How long a process may take to end by itself, in milliseconds. */
  readonly patience?: number;
}

/** Every cluster that the sandbox has, whether it runs or not. */
export function clusters({ directory }: WorldOptions = {}): readonly ClusterStatus[] {
  const paths = kubernetesPaths(directory);
  if (!existsSync(paths.clusters)) return [];
  return readdirSync(paths.clusters, { withFileTypes: true })
    .filter(entry => entry.isDirectory())
    .map(({ name }) => statusOf(name, paths.cluster(name)))
    .sort((one, other) => one.name.localeCompare(other.name));
}

/**
 * The variables by which clients find the clusters: `KUBECONFIG` has all of them, each as a context of its name, and
 * `KUBECONFIG_<NAME>` one. `FAIRWAY_FLUX_RELEASES` has the release of Flux that they run. None where the sandbox has no
 * cluster.
 */
export function kubeconfigs(options: WorldOptions = {}): Record<string, string> {
  const there = clusters(options).filter(({ kubeconfig }) => existsSync(kubeconfig));
  if (there.length === 0) return {};
  const { releases } = kubernetesPaths(options.directory);
  return {
    ...(existsSync(releases) ? { FAIRWAY_FLUX_RELEASES: releases } : {}),
    KUBECONFIG: there.map(({ kubeconfig }) => kubeconfig).join(delimiter),
    ...Object.fromEntries(there.map(({ name, kubeconfig }) => [kubeconfigVariable(name), kubeconfig])),
  };
}

/**
 * Ends one cluster while the others go on; false when it did not run. `startCluster` brings it back with all its data.
 * @throws SandboxFailed when the sandbox has no such cluster.
 */
export async function stopCluster({
  name,
  ...options
}: StopOptions & { readonly name: string }): Promise<boolean> {
  const paths = kubernetesPaths(options.directory).cluster(name);
  if (existsSync(paths.folder)) return stop(paths, options.patience);
  const known = clusters(options).map(cluster => cluster.name);
  const there = known.length > 0 ? `it has ${known.join(", ")}` : "it has none";
  throw new SandboxFailed(`The sandbox has no cluster ${name}; ${there}.`);
}

/** Ends all clusters and their store; false when none of it ran. The data stay. */
export async function stopClusters(options: StopOptions = {}): Promise<boolean> {
  const paths = kubernetesPaths(options.directory);
  const stopped = await Promise.all(
    clusters(options).map(({ name }) => stop(paths.cluster(name), options.patience)),
  );
  if (!existsSync(paths.etcd)) return stopped.includes(true);
  const etcd = new BackgroundProcess(paths.etcd, "etcd");
  stopped.push(await exclusively(paths.etcdLock, () => etcd.stop(options.patience)));
  return stopped.includes(true);
}

/** The ids of all processes of the clusters, and of their store. */
export function clusterPids(options: WorldOptions = {}): readonly number[] {
  const etcd = new BackgroundProcess(kubernetesPaths(options.directory).etcd, "etcd").pid;
  const ofClusters = clusters(options).flatMap(({ processes }) => Object.values(processes));
  return etcd === undefined ? ofClusters : [...ofClusters, etcd];
}

/** A cluster that is being started is ended when it is up: otherwise part of it could come to life behind this one's back. */
function stop(paths: ClusterPaths, patience?: number): Promise<boolean> {
  return exclusively(paths.lock, async () => {
    const { clients, component } = clusterProcesses(paths);
    const ended = await Promise.all(clients.map(process => process.stop(patience)));
    ended.push(await component("kube-apiserver").stop(patience));
    return ended.includes(true);
  });
}

/** While nobody else starts or ends the same. */
export function exclusively<T>(lock: string, work: () => Promise<T>): Promise<T> {
  return withLock(lock, () => {}, work);
}

function statusOf(name: string, paths: ClusterPaths): ClusterStatus {
  const running = clusterProcesses(paths).all.flatMap(process => {
    const { pid } = process;
    return pid === undefined ? [] : [[process.name, pid] as const];
  });
  const processes = Object.fromEntries(running);
  return {
    name,
    running: processes["kube-apiserver"] !== undefined,
    flux: existsSync(paths.flux),
    kubeconfig: paths.kubeconfig,
    processes,
  };
}
