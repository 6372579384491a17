import * as github from "@pulumi/github";
import type * as pulumi from "@pulumi/pulumi";
import { Organization } from "../../components/organization.ts";
import { StandardRepository } from "../../components/standard-repository.ts";
import type { Catalogue } from "../catalogue/catalogue.ts";
import type { Context } from "../repository/facet.ts";
import { foundationsOf } from "../scaffolding/desired.ts";
import { withoutRemovalsAfterRefusal } from "./refusal.ts";
import { secretFromEnvironment } from "./secrets.ts";

export interface GitHubProgramOptions {
  /** The organisation's login. */
  readonly organization: string;
}

/** The program of the stack `github`: the organisation and every repository of the catalogue. */
export function githubProgram(
  catalogue: Catalogue,
  { organization }: GitHubProgramOptions,
): () => Promise<void> {
  return () =>
    withoutRemovalsAfterRefusal(() => {
      const { standard } = catalogue;
      const context = contextOf(new Organization(organization, { standard }), organization, standard);
      for (const repository of catalogue.repositories) {
        new StandardRepository(repository.name, { repository, context });
      }
    });
}

function contextOf(
  teams: Organization,
  organization: string,
  standard: Catalogue["standard"],
): Omit<Context, "repositoryNodeId"> {
  const users = new Map<string, pulumi.Output<number>>();
  return {
    organization,
    foundations: foundationsOf(standard),
    apps: standard.apps ?? {},
    propertyType: name => teams.propertyType(name),
    teamId: name => teams.team(name).id.apply(Number),
    teamSlug: name => teams.team(name).slug,
    userId: login => {
      const known = users.get(login) ?? github.getUserOutput({ username: login }).id.apply(Number);
      users.set(login, known);
      return known;
    },
    secret: secretFromEnvironment,
  };
}
