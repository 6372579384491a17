import type { RouteModule } from "../env.ts";
import { gitRoutes } from "../git/smart-http.ts";
import { graphqlRoutes } from "../graphql/routes.ts";
import { apps } from "./apps.ts";
import { collaborators } from "./collaborators.ts";
import { invitations } from "./invitations.ts";
import { labels } from "./labels.ts";
import { members } from "./members.ts";
import { organizations } from "./organizations.ts";
import { repositories } from "./repositories.ts";
import { rulesets } from "./rulesets.ts";
import { security } from "./security.ts";
import { teamMembers } from "./team-members.ts";
import { teamRepositories } from "./team-repositories.ts";
import { teams } from "./teams.ts";
import { topics } from "./topics.ts";
import { users } from "./users.ts";

/** Modules whose paths lie below `/api/v3`. */
export const restRoutes: readonly RouteModule[] = [
  apps,
  collaborators,
  invitations,
  labels,
  members,
  organizations,
  repositories,
  rulesets,
  security,
  teamMembers,
  teamRepositories,
  teams,
  topics,
  users,
];

/** Modules that register whole paths: GraphQL and git over HTTP. */
export const rootRoutes: readonly RouteModule[] = [gitRoutes, graphqlRoutes];
