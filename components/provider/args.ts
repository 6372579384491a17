import type { Input } from "@pulumi/pulumi";

interface OfRepository {
  /** The organisation's login. */
  owner: Input<string>;
  /** The repository's name. */
  repository: Input<string>;
}

/** Whether a repository is in use or archived, and what becomes of it when its entry is removed. */
export interface LifecycleArgs extends OfRepository {
  archived: Input<boolean>;
  /** What the removal of the entry does: `archive` keeps the repository read-only, `permanent` deletes it. */
  deletion: Input<"archive" | "permanent">;
}

/** Labels that a repository has among others. */
export interface LabelsArgs extends OfRepository {
  /** By name: the colour as six hexadecimal digits, and the description. */
  labels: Input<Record<string, Input<{ color: string; description: string }>>>;
}

/** https://docs.github.com/en/rest/code-scanning/code-scanning#update-a-code-scanning-default-setup-configuration */
export interface CodeScanningDefaultSetupArgs extends OfRepository {
  state: Input<"configured" | "not-configured">;
  querySuite?: Input<"default" | "extended">;
}

/** https://docs.github.com/en/rest/repos/repos#enable-private-vulnerability-reporting-for-a-repository */
export interface PrivateVulnerabilityReportingArgs extends OfRepository {
  enabled: Input<boolean>;
}

/** https://docs.github.com/en/rest/repos/repos#enable-immutable-releases */
export interface ImmutableReleasesArgs extends OfRepository {
  enabled: Input<boolean>;
}
