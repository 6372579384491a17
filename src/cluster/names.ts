/** Where Flux lives. */
export const fluxNamespace = "flux-system";

/** The Kustomization of what runs on a cluster before its tenants, which wait for it. */
export const servicesName = { name: "services", namespace: fluxNamespace } as const;

/** What Fairway calls its own objects in Flux's namespace. */
export const names = {
  variables: "cluster-variables",
  certificates: "certificates",
  ageSecret: "age",
  services: servicesName.name,
  fleet: "fleet",
  bootstrap: "bootstrap",
  cluster: "cluster",
  tofu: "tofu-controller",
  alerts: "alerts",
} as const;

/** Flux's own accounts, which may do everything: what they apply is the platform's. */
export const accounts = { kustomizations: "kustomize-controller", helm: "helm-controller" } as const;

/** The name of the Secret that a source of the platform is read with. */
export function gitSecret(source: string): string {
  return `${source}-git`;
}
