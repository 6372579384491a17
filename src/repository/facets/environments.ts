import { z } from "zod";
import { isConfigured, observedEnvironment } from "../environment/observe.ts";
import { deploymentPolicies, livePolicies } from "../environment/policy.ts";
import { type Environment, environment } from "../environment/schema.ts";
import { type Context, facet } from "../facet.ts";
import type { Args } from "../resource.ts";

/** Where workflows deploy to, and who lets them. */
export const environments = facet({
  title: "Environments",
  fields: {
    environments: z.record(z.string().min(1).max(255), environment).optional().meta({
      description: "Deployment environments by name, each with the rules that guard it.",
    }),
  },
  check: ({ environments = {} }) =>
    Object.entries(environments).flatMap(([name, declared]) =>
      conflicts(declared).map(({ field, message }) => ({ path: ["environments", name, field], message })),
    ),
  // A workflow makes an environment by naming it, and deleting one deletes its secrets: those that are not declared are
  // reported, never taken away. What is declared of one is taken back like everything else that Fairway keeps.
  kinds: {
    environment: {
      type: "github:index/repositoryEnvironment:RepositoryEnvironment",
      title: "environments",
      authorship: "reports",
      identify: async (_, live, key = "") =>
        (await live.environments).some(({ name }) => same(name, key))
          ? `${live.name}:${escaped(key)}`
          : undefined,
      list: async live => (await live.environments).filter(isConfigured).map(({ name }) => name),
    },
    // The provider keeps the policies it made, one by one; it never sees another.
    deploymentPolicy: {
      type: "github:index/repositoryEnvironmentDeploymentPolicy:RepositoryEnvironmentDeploymentPolicy",
      title: "deployment policies",
      authorship: "reports",
      identify: async ({ environment }, live, key) => {
        const found = (await livePolicies(live)).find(policy => policy.key === key);
        return found && `${live.name}:${escaped(String(environment))}:${found.id}`;
      },
      list: async live => (await livePolicies(live)).map(({ key }) => key),
    },
  },
  resources: ({ name: repository, environments = {} }, context) =>
    Object.entries(environments).flatMap(([name, declared]) => [
      {
        kind: "environment" as const,
        key: name,
        args: { repository, environment: name, ...protection(declared, context) },
        // GitHub refuses reviewers who cannot read the repository.
        after: ["collaborators"] as const,
      },
      ...deploymentPolicies(repository, name, {
        branch: Array.isArray(declared.branches) ? declared.branches : [],
        tag: declared.tags ?? [],
      }),
    ]),
  observe: async (live, declared) => {
    const names = Object.keys(declared.environments ?? {});
    const told = (await live.environments).flatMap(found => {
      const known = names.find(name => same(name, found.name));
      return known || isConfigured(found) ? [{ name: known ?? found.name, found }] : [];
    });
    const observed = told.map(
      async ({ name, found }) => [name, await observedEnvironment(found, live)] as const,
    );
    return told.length ? { environments: Object.fromEntries(await Promise.all(observed)) } : {};
  },
});

function conflicts(
  declared: Environment,
): readonly { readonly field: keyof Environment; readonly message: string }[] {
  const { teams = [], users = [] } = declared.reviewers ?? {};
  const count = teams.length + users.length;
  return [
    ...(count > 6 ? [{ field: "reviewers" as const, message: `are ${count}; GitHub allows six` }] : []),
    ...(declared.prevent_self_review && count === 0
      ? [{ field: "prevent_self_review" as const, message: "needs `reviewers`: nobody reviews here" }]
      : []),
    ...(declared.branches === "protected" && declared.tags
      ? [{ field: "tags" as const, message: "cannot go with `branches: protected`: give branch patterns" }]
      : []),
  ];
}

function protection(
  declared: Environment,
  context: Context,
): Omit<Args["environment"], "repository" | "environment"> {
  const { teams = [], users = [] } = declared.reviewers ?? {};
  const patterns = Array.isArray(declared.branches) || declared.tags !== undefined;
  return {
    canAdminsBypass: declared.admins_bypass ?? true,
    preventSelfReview: declared.prevent_self_review ?? false,
    ...(declared.wait_minutes ? { waitTimer: declared.wait_minutes } : {}),
    ...(teams.length + users.length > 0
      ? {
          reviewers: [
            {
              teams: teams.toSorted().map(name => context.teamId(name)),
              users: users.toSorted().map(login => context.userId(login)),
            },
          ],
        }
      : {}),
    ...(patterns || declared.branches === "protected"
      ? { deploymentBranchPolicy: { customBranchPolicies: patterns, protectedBranches: !patterns } }
      : {}),
  };
}

/** GitHub tells environments apart without regard to case. */
function same(name: string, other: string): boolean {
  return name.toLowerCase() === other.toLowerCase();
}

/** A part of the provider's ids, which are joined by colons. */
function escaped(part: string): string {
  return part.replaceAll(":", "??");
}
