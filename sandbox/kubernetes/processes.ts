import { type controlPlane, fluxControllers } from "../../tools/registry.ts";
import { BackgroundProcess } from "../background-process.ts";
import type { ClusterPaths } from "./paths.ts";

type Component = Exclude<(typeof controlPlane)[number], "etcd">;
type Controller = (typeof fluxControllers)[number];

/** The processes of one cluster. */
export interface ClusterProcesses {
  readonly component: (name: Component) => BackgroundProcess;
  readonly flux: (name: Controller) => BackgroundProcess;
  /** Everything that talks to the API server, which goes before it does. */
  readonly clients: readonly BackgroundProcess[];
  readonly all: readonly BackgroundProcess[];
}

export function clusterProcesses(paths: ClusterPaths): ClusterProcesses {
  const component = (name: Component) => new BackgroundProcess(paths.folder, name);
  const flux = (name: Controller) => new BackgroundProcess(paths.flux, name);
  const controllers = (["kube-controller-manager", "kube-scheduler", "kwok"] as const).map(component);
  const clients = [...fluxControllers.map(flux), ...controllers];
  return { component, flux, clients, all: [component("kube-apiserver"), ...clients] };
}
