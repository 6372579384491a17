import { existsSync } from "node:fs";
import pMap from "p-map";
import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import { controlPlane } from "../../tools/registry.ts";
import { SandboxFailed } from "../background-process.ts";
import type { WorldOptions } from "../world-paths.ts";
import { Api } from "./api.ts";
import { clusters, exclusively } from "./clusters.ts";
import * as control from "./control-plane.ts";
import { ensureCredentials, readCredentials } from "./credentials.ts";
import { ensureEtcd, type Store } from "./etcd.ts";
import { fluxSubjects, startFlux } from "./flux.ts";
import { answers } from "./http.ts";
import { writeKubeconfig } from "./kubeconfig.ts";
import { ensureNodes, nodesReady } from "./nodes.ts";
import { type ClusterPaths, kubernetesPaths } from "./paths.ts";
import { Ports } from "./ports.ts";
import { clusterProcesses } from "./processes.ts";

/** It becomes part of paths, of nodes' names and of the keys in the store. */
const NAME = /^[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?$/;

export interface ClusterOptions extends WorldOptions {
  readonly name: string;
  /** With Flux. A cluster that has had it once keeps it. */
  readonly flux?: boolean;
  readonly progress?: Progress;
}

/** A cluster that runs. */
export interface Cluster {
  readonly name: string;
  readonly url: string;
  /** The path of its administrator's kubeconfig; its context is the cluster's name. */
  readonly kubeconfig: string;
  readonly flux: boolean;
}

/**
 * Starts the cluster, or what of it does not run, and returns when Pods would start in it: a control plane of its own
 * with nodes that pretend. What it had before it was ended, it has again.
 * @throws SandboxFailed when the name can't be one or a part does not start, ToolUnavailable when a tool can't be had.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const { name, directory, progress } = options;
  if (!NAME.test(name)) {
    throw new SandboxFailed(
      `A cluster can't be called ${name}: small letters, digits and hyphens, forty at most.`,
    );
  }
  const folders = await obtain(controlPlane, progress && { progress });
  const store = await ensureEtcd(directory, progress);
  const paths = kubernetesPaths(directory).cluster(name);
  return exclusively(paths.lock, async () => {
    await ensureCredentials(paths.pki, `Fairway's sandbox: ${name}`, subjects);
    const url = await startApiServer(folders, name, paths, store);
    writeKubeconfigs(name, paths, url);
    const api = new Api(url, readCredentials(paths.pki, control.administrator.file));
    await startControllers(folders, name, paths, api);
    const flux = options.flux || existsSync(paths.flux);
    if (flux) await startFlux(paths, api, kubernetesPaths(directory).releases, progress);
    return { name, url, kubeconfig: paths.kubeconfig, flux };
  });
}

/** How many clusters start at a time: each start keeps a processor busy. */
const AT_A_TIME = 2;

export interface ClustersOptions extends Omit<ClusterOptions, "name"> {
  /** Without names, every cluster that the sandbox has. */
  readonly names?: readonly string[];
}

/**
 * Starts several clusters.
 * @throws as `startCluster`, of the first that fails; the others are started all the same.
 */
export async function startClusters({
  names,
  ...options
}: ClustersOptions = {}): Promise<readonly Cluster[]> {
  const wanted = names ?? clusters(options).map(({ name }) => name);
  const started = await pMap(wanted, name => settle(startCluster({ ...options, name })), {
    concurrency: AT_A_TIME,
  });
  return started.map(outcome => {
    if (outcome.status === "rejected") throw outcome.reason;
    return outcome.value;
  });
}

async function settle<T>(work: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [outcome] = await Promise.allSettled([work]);
  return outcome;
}

const users = [...Object.values(control.components), ...fluxSubjects];
const subjects = [control.administrator, control.apiServerSubject, ...users];

async function startApiServer(
  folders: control.Folders,
  name: string,
  paths: ClusterPaths,
  store: Store,
): Promise<string> {
  const { component, clients } = clusterProcesses(paths);
  const process = component("kube-apiserver");
  // A new one may listen elsewhere, and who has worked for the last one does not look for it.
  if (process.pid === undefined) await Promise.all(clients.map(client => client.stop()));
  const port = await new Ports(paths.ports).of(process, "https");
  const url = `https://127.0.0.1:${port}`;
  const command = control.apiServer(folders, name, paths, port, store);
  const administrator = readCredentials(paths.pki, control.administrator.file);
  await process.ensure(command, () => answers(`${url}/readyz`, administrator));
  return url;
}

function writeKubeconfigs(cluster: string, paths: ClusterPaths, url: string): void {
  const write = (file: string, { name, file: certificate }: { name: string; file: string }) =>
    writeKubeconfig(file, { cluster, url, user: name, credentials: readCredentials(paths.pki, certificate) });
  write(paths.kubeconfig, control.administrator);
  for (const user of users) write(paths.componentKubeconfig(user.file), user);
}

async function startControllers(
  folders: control.Folders,
  name: string,
  paths: ClusterPaths,
  api: Api,
): Promise<void> {
  const { component } = clusterProcesses(paths);
  await ensureNodes(api, name);
  const ready = () => nodesReady(api, name);
  await Promise.all([
    component("kube-controller-manager").ensure(control.controllerManager(folders, paths), () =>
      controllersWork(api),
    ),
    component("kwok").ensure(control.kwok(folders, paths), ready),
    component("kube-scheduler").ensure(control.scheduler(folders, paths), ready),
  ]);
}

/** Namespaces get their service account, and the roles that are put together of others have their rules. */
async function controllersWork(api: Api): Promise<boolean> {
  if (!(await api.find("/api/v1/namespaces/default/serviceaccounts/default"))) return false;
  for (const name of ["admin", "edit", "view"]) {
    const path = `/apis/rbac.authorization.k8s.io/v1/clusterroles/${name}`;
    const role = await api.find<{ readonly rules?: readonly unknown[] }>(path);
    if (!role?.rules?.length) return false;
  }
  return true;
}
