import type { RouteModule } from "../env.ts";
import { gitRoutes } from "../git/smart-http.ts";
import { graphqlRoutes } from "../graphql/routes.ts";
import { actionsPermissions } from "./actions-permissions.ts";
import { apps } from "./apps.ts";
import { auditLog } from "./audit-log.ts";
import { autolinks } from "./autolinks.ts";
import { branchProtection } from "./branch-protection.ts";
import { branchRules } from "./branch-rules.ts";
import { branches } from "./branches.ts";
import { checks } from "./checks.ts";
import { codeScanning } from "./code-scanning.ts";
import { collaborators } from "./collaborators.ts";
import { commits } from "./commits.ts";
import { contents } from "./contents.ts";
import { dependabotAlerts } from "./dependabot-alerts.ts";
import { deployKeys } from "./deploy-keys.ts";
import { deploymentBranchPolicies } from "./deployment-branch-policies.ts";
import { deployments } from "./deployments.ts";
import { environments } from "./environments.ts";
import { gitData } from "./git-data.ts";
import { gitRefs } from "./git-refs.ts";
import { invitations } from "./invitations.ts";
import { issueComments } from "./issue-comments.ts";
import { issues } from "./issues.ts";
import { labels } from "./labels.ts";
import { members } from "./members.ts";
import { organizations } from "./organizations.ts";
import { customProperties } from "./properties.ts";
import { pulls } from "./pulls.ts";
import { repositories } from "./repositories.ts";
import { reviews } from "./reviews.ts";
import { rulesets } from "./rulesets.ts";
import { secrets } from "./secrets.ts";
import { security } from "./security.ts";
import { statuses } from "./statuses.ts";
import { teamMembers } from "./team-members.ts";
import { teamRepositories } from "./team-repositories.ts";
import { teams } from "./teams.ts";
import { topics } from "./topics.ts";
import { users } from "./users.ts";
import { variables } from "./variables.ts";
import { webhooks } from "./webhooks.ts";

/** Modules whose paths lie below `/api/v3`. */
export const restRoutes: readonly RouteModule[] = [
  actionsPermissions,
  apps,
  auditLog,
  autolinks,
  branchProtection,
  branchRules,
  branches,
  checks,
  codeScanning,
  collaborators,
  commits,
  contents,
  customProperties,
  dependabotAlerts,
  deployKeys,
  deploymentBranchPolicies,
  deployments,
  environments,
  gitData,
  gitRefs,
  invitations,
  issueComments,
  issues,
  labels,
  members,
  organizations,
  pulls,
  repositories,
  reviews,
  rulesets,
  secrets,
  security,
  statuses,
  teamMembers,
  teamRepositories,
  teams,
  topics,
  users,
  variables,
  webhooks,
];

/** Modules that register whole paths: GraphQL and git over HTTP. */
export const rootRoutes: readonly RouteModule[] = [gitRoutes, graphqlRoutes];
