import { join } from "node:path";
import { obtain } from "../../tools/obtain.ts";
import type { Progress } from "../../tools/progress.ts";
import { BackgroundProcess } from "../background-process.ts";
import { exclusively } from "./clusters.ts";
import { ensureCredentials, readCredentials } from "./credentials.ts";
import { answers } from "./http.ts";
import { kubernetesPaths } from "./paths.ts";
import { Ports } from "./ports.ts";

/** How an API server reaches the store. */
export interface Store {
  readonly url: string;
  /** PEM files. */
  readonly ca: string;
  readonly certificate: string;
  readonly key: string;
}

/**
 * Starts the store that all clusters of the sandbox share, or finds it running. It talks to nobody without a
 * certificate of its own authority, since it holds every cluster's secrets.
 * @throws SandboxFailed when it does not start, ToolUnavailable
 */
export async function ensureEtcd(directory?: string, progress?: Progress): Promise<Store> {
  const tools = await obtain(["etcd"], progress && { progress });
  const { etcd: folder, etcdLock } = kubernetesPaths(directory);
  const pki = join(folder, "pki");
  return exclusively(etcdLock, async () => {
    await ensureCredentials(pki, "Fairway's sandbox: etcd", [
      { file: "server", name: "etcd", hosts: ["127.0.0.1"] },
      { file: "client", name: "kube-apiserver" },
    ]);
    const process = new BackgroundProcess(folder, "etcd");
    const url = `https://127.0.0.1:${await new Ports(join(folder, "ports.json")).of(process, "client")}`;
    const command = { executable: join(tools.etcd, "etcd"), args: flags(folder, pki, url) };
    await process.ensure(command, () => answers(`${url}/health`, readCredentials(pki, "client")));
    return {
      url,
      ca: join(pki, "ca.crt"),
      certificate: join(pki, "client.crt"),
      key: join(pki, "client.key"),
    };
  });
}

/** https://etcd.io/docs/v3.5/op-guide/configuration/ */
function flags(folder: string, pki: string, url: string): string[] {
  // It has no peers, so that no port has to be known.
  const peers = "https://127.0.0.1:0";
  return [
    "--name=sandbox",
    `--data-dir=${join(folder, "data")}`,
    `--listen-client-urls=${url}`,
    `--advertise-client-urls=${url}`,
    `--listen-peer-urls=${peers}`,
    `--initial-advertise-peer-urls=${peers}`,
    `--initial-cluster=sandbox=${peers}`,
    ...["", "peer-"].flatMap(side => [
      `--${side}client-cert-auth`,
      `--${side}trusted-ca-file=${join(pki, "ca.crt")}`,
      `--${side}cert-file=${join(pki, "server.crt")}`,
      `--${side}key-file=${join(pki, "server.key")}`,
    ]),
    "--log-level=warn",
    // What is written survives the end of the process; only a machine that loses power could lose it.
    "--unsafe-no-fsync",
  ];
}
