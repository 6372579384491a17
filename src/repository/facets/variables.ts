import { actionsSecrets, actionsVariables } from "../actions-values.ts";
import { facet } from "../facet.ts";

/** What workflows are told: variables in the open, secrets by reference. Others that the repository has stay. */
export const variables = facet({
  title: "Variables and secrets",
  fields: {
    variables: actionsVariables
      .optional()
      .meta({ description: "Actions variables by name, with their values." }),
    secrets: actionsSecrets.optional().meta({
      description:
        "Actions secrets by name, each with the place its value comes from. GitHub never tells a value, so taking " +
        "in a repository leaves the secrets it has alone, and a secret whose Pulumi state is lost is written again.",
    }),
  },
  kinds: {
    variable: {
      type: "github:index/actionsVariable:ActionsVariable",
      title: "Actions variables",
      authorship: "adds",
      audited: ["create", "update", "remove"].map(verb => `repo.${verb}_actions_variable`),
      identify: async (_, live, key) =>
        (await live.variables).some(({ name }) => name === key) ? `${live.name}:${key}` : undefined,
    },
    secret: {
      type: "fairway:index:ActionsSecret",
      title: "Actions secrets",
      authorship: "adds",
      audited: ["create", "update", "remove"].map(verb => `repo.${verb}_actions_secret`),
      identify: async (_, live, key) =>
        (await live.secrets).some(({ name }) => name === key)
          ? `${live.owner}/${live.name}/${key}`
          : undefined,
    },
  },
  resources: ({ name: repository, variables = {}, secrets = {} }, context) => [
    ...Object.entries(variables).map(([variableName, value]) => ({
      kind: "variable" as const,
      key: variableName,
      args: { repository, variableName, value },
    })),
    ...Object.entries(secrets).map(([name, reference]) => ({
      kind: "secret" as const,
      key: name,
      args: { owner: context.organization, repository, name, value: context.secret(reference) },
    })),
  ],
  observe: async (live, declared) => {
    const known = Object.keys(declared.variables ?? {});
    const found = (await live.variables).filter(({ name }) => known.includes(name));
    return found.length
      ? { variables: Object.fromEntries(found.map(({ name, value }) => [name, value])) }
      : {};
  },
});
