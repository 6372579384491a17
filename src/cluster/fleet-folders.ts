/**
 * Where what is declared lies in the fleet repository. Several clusters may share one, and a tenant is not the same on
 * all of them: it follows another branch, and has other variables. All of a cluster lies in three folders of its own.
 */
export const fleetFolder = {
  /** What is never deleted: Flux itself, and how it comes by the rest. */
  bootstrap: (cluster: string) => `bootstrap/${cluster}`,
  cluster: (cluster: string) => `clusters/${cluster}`,
  app: (cluster: string, namespace: string) => `apps/${cluster}/${namespace}`,
} as const;

/** The folders that hold all of a cluster, and nothing of another. */
export function fleetFolders(cluster: string): readonly string[] {
  return ["bootstrap", "clusters", "apps"].map(top => `${top}/${cluster}`);
}
