import type * as github from "@pulumi/github";
import type {
  ActionsPermissionsArgs,
  ActionsSecretArgs,
  CodeScanningDefaultSetupArgs,
  DependabotAlertsArgs,
  DependabotUpdatesArgs,
  EnvironmentArgs,
  EnvironmentSecretArgs,
  ImmutableReleasesArgs,
  LabelsArgs,
  LifecycleArgs,
  PrivateVulnerabilityReportingArgs,
  ScaffoldArgs,
  SecurityFeaturesArgs,
  TopicsArgs,
} from "../../components/provider/args.ts";

/** The arguments of every kind of resource that a standard repository can have, by the kind's name. */
export interface Args {
  repository: github.RepositoryArgs;
  lifecycle: LifecycleArgs;
  defaultBranch: github.BranchDefaultArgs;
  topics: TopicsArgs;
  scaffold: ScaffoldArgs;
  ruleset: github.RepositoryRulesetArgs;
  branchProtection: github.BranchProtectionArgs;
  collaborators: github.RepositoryCollaboratorsArgs;
  labels: LabelsArgs;
  environment: EnvironmentArgs;
  environmentVariable: github.ActionsEnvironmentVariableArgs;
  environmentSecret: EnvironmentSecretArgs;
  actionsPermissions: ActionsPermissionsArgs;
  variable: github.ActionsVariableArgs;
  secret: ActionsSecretArgs;
  securityFeatures: SecurityFeaturesArgs;
  dependabotAlerts: DependabotAlertsArgs;
  dependabotUpdates: DependabotUpdatesArgs;
  codeScanning: CodeScanningDefaultSetupArgs;
  privateVulnerabilityReporting: PrivateVulnerabilityReportingArgs;
  immutableReleases: ImmutableReleasesArgs;
  property: github.RepositoryCustomPropertyArgs;
  autolink: github.RepositoryAutolinkReferenceArgs;
  deployKey: github.RepositoryDeployKeyArgs;
  webhook: github.RepositoryWebhookArgs;
}

export type KindName = keyof Args;

/** One resource of a repository's desired state, without the repository's own name in its key. */
export type Resource<Name extends KindName = KindName> = {
  [K in Name]: {
    readonly kind: K;
    /** Tells resources of one kind apart within a repository, e.g. a label's name; absent where there is only one. */
    readonly key?: string;
    readonly args: Args[K];
    /** Kinds whose resources must be in place first, because GitHub refuses otherwise. */
    readonly after?: readonly KindName[];
  };
}[Name];

/** What tells a resource from all others of its repository. */
export function nameInRepository({ kind, key }: { readonly kind: string; readonly key?: string }): string {
  return key === undefined ? kind : `${kind}/${key}`;
}
