import * as github from "@pulumi/github";
import type { CustomResource, CustomResourceOptions } from "@pulumi/pulumi";
import type { Args, KindName } from "../src/repository/resource.ts";
import {
  ActionsPermissions,
  ActionsSecret,
  CodeScanningDefaultSetup,
  DependabotAlerts,
  DependabotUpdates,
  Environment,
  EnvironmentSecret,
  ImmutableReleases,
  Labels,
  Lifecycle,
  PrivateVulnerabilityReporting,
  Scaffold,
  SecurityFeatures,
  Topics,
} from "./resources.ts";

type Constructor<A> = new (name: string, args: A, options?: CustomResourceOptions) => CustomResource;

/** The Pulumi resource of every kind of thing that a standard repository can have. */
export const constructors: { readonly [K in KindName]: Constructor<Args[K]> } = {
  repository: github.Repository,
  lifecycle: Lifecycle,
  defaultBranch: github.BranchDefault,
  topics: Topics,
  scaffold: Scaffold,
  ruleset: github.RepositoryRuleset,
  branchProtection: github.BranchProtection,
  collaborators: github.RepositoryCollaborators,
  labels: Labels,
  environment: Environment,
  environmentVariable: github.ActionsEnvironmentVariable,
  environmentSecret: EnvironmentSecret,
  actionsPermissions: ActionsPermissions,
  variable: github.ActionsVariable,
  secret: ActionsSecret,
  securityFeatures: SecurityFeatures,
  dependabotAlerts: DependabotAlerts,
  dependabotUpdates: DependabotUpdates,
  codeScanning: CodeScanningDefaultSetup,
  privateVulnerabilityReporting: PrivateVulnerabilityReporting,
  immutableReleases: ImmutableReleases,
  property: github.RepositoryCustomProperty,
  autolink: github.RepositoryAutolinkReference,
  deployKey: github.RepositoryDeployKey,
  webhook: github.RepositoryWebhook,
};
