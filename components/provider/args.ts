import type { Input } from "@pulumi/pulumi";

interface OfOrganization {
  /** The organisation's login. */
  owner: Input<string>;
}

interface OfRepository extends OfOrganization {
  /** The repository's name. */
  repository: Input<string>;
}

/** Whether a repository is in use or archived, and what becomes of it when its entry is removed. */
export interface LifecycleArgs extends OfRepository {
  archived: Input<boolean>;
  /** What the removal of the entry does: `archive` keeps the repository read-only, `permanent` deletes it. */
  deletion: Input<"archive" | "permanent">;
}

/** https://docs.github.com/en/rest/repos/repos#replace-all-repository-topics */
export interface TopicsArgs extends OfRepository {
  /** All of them, sorted. */
  topics: Input<string[]>;
}

/** What a repository begins with. All of it but the repository's place matters only when it is made. */
export interface ScaffoldArgs extends OfRepository {
  /** The branches that begin with the first commit. */
  branches: Input<string[]>;
  /** The templates, one laid over the other. */
  layers: Input<Input<ScaffoldLayerArgs>[]>;
}

export interface ScaffoldLayerArgs {
  /** The template's name in the standard. */
  template: string;
  /** The repository that it is published in. */
  repository: string;
  /** The component's directory. */
  into?: string;
  /** Its version; the latest, if left out. */
  version?: string;
  /** All that is answered to its questions. */
  data: Readonly<Record<string, unknown>>;
}

/** What GitHub watches for; what is left out stays as it is. */
export interface SecurityFeaturesArgs extends OfRepository {
  /** Not on public repositories, which always have it. */
  advancedSecurity?: Input<boolean>;
  secretScanning?: Input<boolean>;
  pushProtection?: Input<boolean>;
}

/** Labels that a repository has among others. */
export interface LabelsArgs extends OfRepository {
  /** By name: the colour as six hexadecimal digits, and the description. */
  labels: Input<Record<string, Input<{ color: string; description: string }>>>;
}

/** https://docs.github.com/en/rest/deployments/environments */
export interface EnvironmentArgs extends OfRepository {
  environment: Input<string>;
  /** Numeric ids of teams. */
  reviewerTeams: Input<Input<number>[]>;
  /** Numeric ids of people. */
  reviewerUsers: Input<Input<number>[]>;
  preventSelfReview: Input<boolean>;
  waitMinutes: Input<number>;
  adminsBypass: Input<boolean>;
  /** Which refs may deploy: all, protected branches, or those that match `branches` and `tags`. */
  deployFrom: Input<"all" | "protected" | "patterns">;
  branches: Input<string[]>;
  tags: Input<string[]>;
}

/** https://docs.github.com/en/rest/actions/secrets#create-or-update-an-environment-secret */
export interface EnvironmentSecretArgs extends ActionsSecretArgs {
  environment: Input<string>;
}

/** https://docs.github.com/en/rest/actions/permissions */
export interface ActionsPermissionsArgs extends OfRepository {
  enabled: Input<boolean>;
  /** Only where `enabled` is true. */
  allowed?: Input<"all" | "local_only" | "selected">;
  /** Only with `allowed: selected`. */
  selected?: Input<{ githubOwned: boolean; verified: boolean; patterns: string[] }>;
  /** What a workflow's own token may do where the workflow does not say. */
  workflowToken: Input<"read" | "write">;
  approvePullRequests: Input<boolean>;
}

/** https://docs.github.com/en/rest/actions/secrets */
export interface ActionsSecretArgs extends OfRepository {
  name: Input<string>;
  /** A secret for the engine too: an output made by `pulumi.secret`. */
  value: Input<string>;
}

/** https://docs.github.com/en/rest/repos/repos#enable-vulnerability-alerts */
export interface DependabotAlertsArgs extends OfRepository {
  enabled: Input<boolean>;
}

/** https://docs.github.com/en/rest/repos/repos#enable-dependabot-security-updates */
export interface DependabotUpdatesArgs extends OfRepository {
  enabled: Input<boolean>;
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

/** https://docs.github.com/en/rest/deploy-keys/deploy-keys */
export interface DeployKeyArgs extends OfRepository {
  title: Input<string>;
  readOnly: Input<boolean>;
  /** A private half that is there already, in PEM; a new pair is made where the repository does not know it. */
  privateKey?: Input<string>;
  /** Whether another key of this title has to work until this one is in its place. Else such keys go: nobody has their private halves. */
  succeeds?: Input<boolean>;
}

/** Files in directories of a branch; each change of them is one commit, or one pull request. */
export interface BranchFilesArgs extends OfRepository {
  branch: Input<string>;
  /** What belongs to it: whatever lies there and is not among the files goes. */
  directories: Input<readonly string[]>;
  /** Texts by path. */
  files: Input<Readonly<Record<string, string>>>;
  /** Of the commit or the pull request. */
  message: Input<string>;
  /** The branch that a pull request is made from; without one, commits go to `branch` itself. */
  proposal?: Input<string>;
}

/** A key of age, with which SOPS encrypts. https://age-encryption.org */
export interface AgeKeyArgs {
  /** What it is for; another name is another key. */
  name: Input<string>;
  /** An identity that is there already; where it is absent, a new one is made. */
  identity?: Input<string>;
}

/** https://docs.github.com/en/rest/orgs/custom-properties#create-or-update-a-custom-property-for-an-organization */
export interface PropertyDefinitionArgs extends OfOrganization {
  property: Input<string>;
  type: Input<"string" | "single_select" | "multi_select" | "true_false" | "url">;
  description: Input<string>;
  required: Input<boolean>;
  /** Only where the type is a select. */
  values?: Input<string[]>;
  /** True and false are texts for GitHub. */
  default?: Input<string | string[]>;
}
