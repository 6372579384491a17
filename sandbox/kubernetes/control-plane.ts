import { join } from "node:path";
import type { Command } from "../background-process.ts";
import type { Subject } from "./credentials.ts";
import type { Store } from "./etcd.ts";
import type { ClusterPaths } from "./paths.ts";

/** The folders of the executables, by tool. */
export type Folders = Readonly<
  Record<"kube-apiserver" | "kube-controller-manager" | "kube-scheduler" | "kwok", string>
>;

/** The administrator of a cluster: no rule restricts the group. */
export const administrator: Subject = { file: "admin", name: "sandbox-admin", groups: ["system:masters"] };

export const apiServerSubject: Subject = {
  file: "kube-apiserver",
  name: "kube-apiserver",
  hosts: [
    "127.0.0.1",
    "localhost",
    "kubernetes",
    "kubernetes.default",
    "kubernetes.default.svc",
    "kubernetes.default.svc.cluster.local",
  ],
};

/**
 * Whom the API server takes its components for. kwok plays every node, which no role of Kubernetes' own provides for.
 * https://kubernetes.io/docs/reference/access-authn-authz/rbac/#core-component-roles
 */
export const components = {
  "kube-controller-manager": {
    file: "kube-controller-manager",
    name: "system:kube-controller-manager",
  },
  "kube-scheduler": { file: "kube-scheduler", name: "system:kube-scheduler" },
  kwok: { file: "kwok", name: "kwok", groups: ["system:masters"] },
} as const satisfies Record<string, Subject>;

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-apiserver/ */
export function apiServer(
  folders: Folders,
  name: string,
  paths: ClusterPaths,
  port: number,
  store: Store,
): Command {
  const pki = (file: string) => join(paths.pki, file);
  return {
    executable: join(folders["kube-apiserver"], "kube-apiserver"),
    args: [
      `--etcd-servers=${store.url}`,
      `--etcd-cafile=${store.ca}`,
      `--etcd-certfile=${store.certificate}`,
      `--etcd-keyfile=${store.key}`,
      `--etcd-prefix=/clusters/${name}`,
      "--bind-address=127.0.0.1",
      `--secure-port=${port}`,
      // Nothing is reached through the Service `kubernetes`, and a loopback address could not be its endpoint.
      "--advertise-address=127.0.0.1",
      "--endpoint-reconciler-type=none",
      `--tls-cert-file=${pki("kube-apiserver.crt")}`,
      `--tls-private-key-file=${pki("kube-apiserver.key")}`,
      `--client-ca-file=${pki("ca.crt")}`,
      "--authorization-mode=Node,RBAC",
      "--enable-admission-plugins=NodeRestriction",
      // As everywhere: it is for admission to refuse a privileged Pod.
      "--allow-privileged=true",
      "--service-account-issuer=https://kubernetes.default.svc.cluster.local",
      `--service-account-key-file=${pki("service-account.pub")}`,
      `--service-account-signing-key-file=${pki("service-account.key")}`,
      "--service-cluster-ip-range=10.96.0.0/16",
      "--profiling=false",
    ],
  };
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-controller-manager/ */
export function controllerManager(folders: Folders, paths: ClusterPaths): Command {
  const pki = (file: string) => join(paths.pki, file);
  return {
    executable: join(folders["kube-controller-manager"], "kube-controller-manager"),
    args: [
      `--kubeconfig=${paths.componentKubeconfig("kube-controller-manager")}`,
      "--controllers=*",
      // Nodes that pretend can't fail, but be late where the machine is busy; their Pods would stay unready for good.
      "--node-monitor-grace-period=24h",
      "--use-service-account-credentials=true",
      `--service-account-private-key-file=${pki("service-account.key")}`,
      `--root-ca-file=${pki("ca.crt")}`,
      `--cluster-signing-cert-file=${pki("ca.crt")}`,
      `--cluster-signing-key-file=${pki("ca.key")}`,
      "--leader-elect=false",
      "--secure-port=0",
    ],
  };
}

/** https://kubernetes.io/docs/reference/command-line-tools-reference/kube-scheduler/ */
export function scheduler(folders: Folders, paths: ClusterPaths): Command {
  return {
    executable: join(folders["kube-scheduler"], "kube-scheduler"),
    args: [
      `--kubeconfig=${paths.componentKubeconfig("kube-scheduler")}`,
      "--leader-elect=false",
      "--secure-port=0",
    ],
  };
}

/** https://kwok.sigs.k8s.io/docs/generated/kwok/ */
export function kwok(folders: Folders, paths: ClusterPaths): Command {
  return {
    executable: join(folders.kwok, "kwok"),
    // Without a port it serves no kubelet's API, which would listen on every address.
    args: [`--kubeconfig=${paths.componentKubeconfig("kwok")}`, "--manage-all-nodes=true", "--node-port=0"],
    // Its own configuration file would be looked for there.
    environment: { HOME: paths.folder },
  };
}
