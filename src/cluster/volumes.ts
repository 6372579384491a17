import { ApiServer } from "../kubernetes/api-server.ts";

/** What a namespace keeps that goes with it. */
export interface NamespaceVolumes {
  readonly namespace: string;
  /** Names of PersistentVolumeClaims, in order. */
  readonly claims: readonly string[];
}

interface ClaimList {
  readonly items: readonly { readonly metadata: { readonly namespace: string; readonly name: string } }[];
}

/**
 * Which of these namespaces have volumes.
 * @param kubeconfig the kubeconfig's content
 * @throws Unreachable, Refused
 */
export async function volumesOf(
  kubeconfig: string,
  namespaces: readonly string[],
): Promise<readonly NamespaceVolumes[]> {
  if (namespaces.length === 0) return [];
  const request = { method: "GET", path: "/api/v1/persistentvolumeclaims" } as const;
  const { items } = (await new ApiServer({ kubeconfig }).request(request)) as unknown as ClaimList;
  const claims = Map.groupBy(items, ({ metadata }) => metadata.namespace);
  return namespaces.flatMap(namespace => {
    const names = (claims.get(namespace) ?? []).map(({ metadata }) => metadata.name).sort();
    return names.length > 0 ? [{ namespace, claims: names }] : [];
  });
}
