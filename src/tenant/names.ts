/** What Fairway calls its own objects in a tenant's namespace, so that they meet nothing of the tenant's. */
export const names = {
  /** Flux acts as this ServiceAccount on the tenant's behalf. */
  serviceAccount: "flux",
  git: "deploy",
  gitSecret: "fairway-git",
  ageSecret: "fairway-age",
  variables: "fairway-variables",
  alerts: "fairway-alerts",
  concurrency: "fairway-concurrency",
  /** Everything that there is only one of. */
  own: "fairway",
} as const;

/** The folders of a deploy repository that are applied, the first first, and the Kustomizations named like them. */
export const folders = ["config", "kubernetes"] as const;
export type Folder = (typeof folders)[number];

/** The ClusterRole that tenants' ServiceAccounts have in their own namespaces, and what a tenant with volumes has more. */
export const tenantRole = "fairway-tenant";
export const volumesRole = "fairway-tenant-volumes";
export const tofuRole = "fairway-tenant-tofu";

/** The account that tofu-controller runs Terraform as, and what it may do. */
export const tofuRunner = "tf-runner";
export const tofuRunnerRole = "fairway-tofu-runner";
