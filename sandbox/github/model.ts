import type { Document } from "./store.ts";

/*
 * The documents that the routes share, in the API's own field names: what is stored is what is answered.
 * A kind that only one route knows is declared beside that route.
 */

export type Visibility = "public" | "private" | "internal";
export type Role = "pull" | "triage" | "push" | "maintain" | "admin";

export interface Organization extends Document {
  login: string;
  name: string | null;
  default_repository_permission: "none" | "read" | "write" | "admin";
  members_can_create_repositories: boolean;
  created_at: string;
  updated_at: string;
}

export interface User extends Document {
  login: string;
  name: string | null;
  email: string | null;
  created_at: string;
}

/** A user's place in an organisation (owner of the document); `pending` until the invitation is accepted. */
export interface Membership extends Document {
  userId: number;
  role: "admin" | "member";
  state: "active" | "pending";
}

/** A team of an organisation (owner of the document). */
export interface Team extends Document {
  name: string;
  slug: string;
  description: string | null;
  privacy: "closed" | "secret";
  notification_setting: "notifications_enabled" | "notifications_disabled";
  parentId: number | null;
  members: { userId: number; role: "member" | "maintainer" }[];
  created_at: string;
  updated_at: string;
}

/** A token of a user or of an App's installation (owner of the document). */
export interface Token extends Document {
  kind: "user" | "installation";
  token: string;
  expires_at: string | null;
}

export interface App extends Document {
  slug: string;
  name: string;
  publicKeyPem: string;
}

/** An App (owner of the document) installed in an organisation. */
export interface Installation extends Document {
  organizationId: number;
  tokenLifetimeSeconds: number;
}

export interface SecurityAndAnalysis {
  advanced_security: boolean;
  secret_scanning: boolean;
  secret_scanning_push_protection: boolean;
  secret_scanning_ai_detection: boolean;
  secret_scanning_non_provider_patterns: boolean;
}

/** Settings of a repository that a PATCH changes directly. */
export interface RepositorySettings {
  description: string | null;
  homepage: string | null;
  has_issues: boolean;
  has_projects: boolean;
  has_wiki: boolean;
  has_discussions: boolean;
  has_downloads: boolean;
  has_pull_requests: boolean;
  is_template: boolean;
  allow_forking: boolean;
  allow_squash_merge: boolean;
  allow_merge_commit: boolean;
  allow_rebase_merge: boolean;
  allow_auto_merge: boolean;
  allow_update_branch: boolean;
  delete_branch_on_merge: boolean;
  squash_merge_commit_title: "PR_TITLE" | "COMMIT_OR_PR_TITLE";
  squash_merge_commit_message: "PR_BODY" | "COMMIT_MESSAGES" | "BLANK";
  merge_commit_title: "PR_TITLE" | "MERGE_MESSAGE";
  merge_commit_message: "PR_BODY" | "PR_TITLE" | "BLANK";
  pull_request_creation_policy: "all" | "collaborators_only";
  web_commit_signoff_required: boolean;
  archived: boolean;
}

/** A repository of an organisation (owner of the document). */
export interface Repository extends Document, RepositorySettings {
  name: string;
  visibility: Visibility;
  default_branch: string;
  topics: string[];
  security: SecurityAndAnalysis;
  vulnerability_alerts: boolean;
  automated_security_fixes: boolean;
  private_vulnerability_reporting: boolean;
  immutable_releases: boolean;
  collaborators: { userId: number; role: string }[];
  teams: { teamId: number; role: string }[];
  template: { owner: string; name: string } | null;
  created_at: string;
  updated_at: string;
  pushed_at: string;
}

/** A name that a repository once had in an organisation (owner of the document); gone once another repository takes it. */
export interface Redirect extends Document {
  name: string;
  repositoryId: number;
}

/** A classic branch protection rule of a repository (owner of the document); REST and GraphQL are two views of it. */
export interface BranchProtectionRule extends Document {
  pattern: string;
  allowsDeletions: boolean;
  allowsForcePushes: boolean;
  blocksCreations: boolean;
  isAdminEnforced: boolean;
  lockBranch: boolean;
  lockAllowsFetchAndMerge: boolean;
  requiresConversationResolution: boolean;
  requiresCommitSignatures: boolean;
  requiresLinearHistory: boolean;
  requiresApprovingReviews: boolean;
  requiredApprovingReviewCount: number;
  requiresCodeOwnerReviews: boolean;
  requireLastPushApproval: boolean;
  dismissesStaleReviews: boolean;
  restrictsReviewDismissals: boolean;
  reviewDismissalActors: ActorReference[];
  bypassPullRequestActors: ActorReference[];
  bypassForcePushActors: ActorReference[];
  requiresStatusChecks: boolean;
  requiresStrictStatusChecks: boolean;
  requiredStatusChecks: { context: string; appId: number | null }[];
  restrictsPushes: boolean;
  pushActors: ActorReference[];
  requiresDeployments: boolean;
  requiredDeploymentEnvironments: string[];
}

export interface ActorReference {
  kind: "User" | "Team" | "App";
  id: number;
}
