import type { Kustomization } from "../kubernetes/flux.ts";
import { accounts, fluxNamespace, names } from "./names.ts";

/** How a folder of the fleet repository is kept on a cluster. */
interface Keeping {
  /** Whether what goes from the folder goes from the cluster. */
  readonly prune: boolean;
  /** The Kustomization that comes first. */
  readonly after?: string;
}

/** A folder of the fleet repository that the cluster pulls, as Flux itself. */
export function pulled(name: string, folder: string, { prune, after }: Keeping): Kustomization {
  return {
    apiVersion: "kustomize.toolkit.fluxcd.io/v1",
    kind: "Kustomization",
    metadata: { name, namespace: fluxNamespace },
    spec: {
      interval: "10m",
      retryInterval: "1m",
      timeout: "5m",
      prune,
      path: `./${folder}`,
      sourceRef: { kind: "GitRepository", name: names.fleet },
      serviceAccountName: accounts.kustomizations,
      ...(after === undefined ? {} : { dependsOn: [{ name: after }] }),
    },
  };
}
