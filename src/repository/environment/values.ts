import { folded } from "../../github/names.ts";
import type { Context, Kind } from "../facet.ts";
import type { Resource } from "../resource.ts";
import type { Environment } from "./schema.ts";

/** The kinds of things that an environment tells the jobs that deploy to it. */
export const valueKinds: {
  readonly environmentVariable: Kind<"environmentVariable">;
  readonly environmentSecret: Kind<"environmentSecret">;
} = {
  environmentVariable: {
    type: "github:index/actionsEnvironmentVariable:ActionsEnvironmentVariable",
    title: "environments\u2019 variables",
    authorship: "adds",
    identify: async ({ environment, variableName }, live) =>
      (await live.environmentVariables(String(environment))).some(({ name }) => name === variableName)
        ? [live.name, escaped(String(environment)), variableName].join(":")
        : undefined,
  },
  environmentSecret: {
    type: "fairway:index:EnvironmentSecret",
    title: "environments\u2019 secrets",
    authorship: "adds",
    identify: async ({ environment, name }, live) =>
      (await live.environmentSecrets(String(environment))).some(found => found.name === name)
        ? [live.owner, live.name, environment, name].join("/")
        : undefined,
  },
};

/** What a repository's environments tell, once they are there. */
export function valuesOf(
  repository: string,
  environments: Readonly<Record<string, Environment>>,
  context: Context,
): readonly Resource<"environmentVariable" | "environmentSecret">[] {
  return Object.entries(environments).flatMap(([environment, { variables = {}, secrets = {} }]) => [
    ...Object.entries(variables).map(([variableName, value]) => ({
      kind: "environmentVariable" as const,
      key: `${folded(environment)}/${variableName}`,
      args: { repository, environment, variableName, value },
      after: ["environment" as const],
    })),
    ...Object.entries(secrets).map(([name, reference]) => ({
      kind: "environmentSecret" as const,
      key: `${folded(environment)}/${name}`,
      args: {
        owner: context.organization,
        repository,
        environment,
        name,
        value: context.secret(reference),
      },
      after: ["environment" as const],
    })),
  ]);
}

/** As the provider has it in an id, whose parts `:` divides. */
function escaped(environment: string): string {
  return environment.replaceAll(":", "??");
}
