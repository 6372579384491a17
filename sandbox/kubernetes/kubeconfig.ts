import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { stringify } from "yaml";
import type { Credentials } from "./http.ts";

export interface Access {
  /** The name of the cluster, and of the context. */
  readonly cluster: string;
  readonly url: string;
  readonly user: string;
  readonly credentials: Credentials;
}

/** Writes a kubeconfig that needs no other file and that nobody else can read. */
export function writeKubeconfig(file: string, { cluster, url, user, credentials }: Access): void {
  const base64 = (text: string) => Buffer.from(text).toString("base64");
  const userName = `${user}@${cluster}`;
  const content = {
    apiVersion: "v1",
    kind: "Config",
    "current-context": cluster,
    clusters: [
      { name: cluster, cluster: { server: url, "certificate-authority-data": base64(credentials.ca) } },
    ],
    users: [
      {
        name: userName,
        user: {
          "client-certificate-data": base64(credentials.cert),
          "client-key-data": base64(credentials.key),
        },
      },
    ],
    contexts: [{ name: cluster, context: { cluster, user: userName } }],
  };
  mkdirSync(dirname(file), { recursive: true });
  // Whoever reads it meanwhile gets the one of before, whole.
  writeFileSync(`${file}.new`, stringify(content), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}
