/**
 * Where what is declared lies in the fleet repository. Several clusters may share one, and a tenant is not the same on
 * all of them: it follows another branch, and has other variables.
 */
export const fleetFolder = {
  /** What is never deleted: Flux itself, and how it comes by the rest. */
  bootstrap: (cluster: string) => `bootstrap/${cluster}`,
  cluster: (cluster: string) => `clusters/${cluster}`,
  app: (cluster: string, namespace: string) => `apps/${namespace}/${cluster}`,
} as const;
