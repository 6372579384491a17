import type { Declared } from "../kubernetes/manifest.ts";
import { declared } from "../tenant/part.ts";
import { repositoryUrl } from "../tenant/parts/source.ts";
import { fluxNamespace, gitSecret } from "./names.ts";
import type { ClusterContext } from "./part.ts";
import type { Cluster } from "./schema.ts";

/** A GitRepository of the platform in Flux's namespace, and the Secret that it is read with. */
export function gitSource(
  name: string,
  repository: string,
  branch: string,
  { git }: Cluster,
  { gitAddress, credentials }: ClusterContext,
): readonly Declared[] {
  const namespace = fluxNamespace;
  const secret = { name: gitSecret(name), namespace };
  const stringData = git.keys === "none" ? undefined : credentials(repository, secret.name);
  return declared(
    ...(stringData
      ? declared({ apiVersion: "v1", kind: "Secret", metadata: secret, type: "Opaque", stringData })
      : []),
    {
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      metadata: { name, namespace },
      spec: {
        interval: "1m",
        timeout: "1m",
        url: repositoryUrl(gitAddress, repository),
        ref: { branch },
        ...(stringData ? { secretRef: { name: secret.name } } : {}),
      },
    },
  );
}
