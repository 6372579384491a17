import { z } from "zod";
import { folded, isSameName } from "../../github/names.ts";
import { isConfigured, observedEnvironment } from "../environment/observe.ts";
import { type Environment, environment } from "../environment/schema.ts";
import { valueKinds, valuesOf } from "../environment/values.ts";
import { type Context, facet } from "../facet.ts";
import type { Args } from "../resource.ts";
import { isLess, isMore, type Modification, valueGiven, weakerProtection } from "../risk.ts";

/** Where workflows deploy to, and who lets them. */
export const environments = facet({
  title: "Environments",
  fields: {
    environments: z.record(z.string().min(1).max(255), environment).optional().meta({
      description:
        "Deployment environments by name, each with the rules that guard it. Taking one out deletes it, with its secrets.",
    }),
  },
  check: ({ environments = {} }) => [
    ...twins(Object.keys(environments)).map(name => ({
      path: ["environments", name],
      message: "is there already: GitHub tells environments apart without regard to case",
    })),
    ...Object.entries(environments).flatMap(([name, declared]) =>
      conflicts(declared).map(({ field, message }) => ({ path: ["environments", name, field], message })),
    ),
  ],
  // A workflow makes an environment by naming it, and deleting one deletes its secrets: those that are not declared are
  // reported, never taken away. All that guards a declared one is taken back as if Fairway were its only author.
  kinds: {
    environment: {
      type: "fairway:index:Environment",
      title: "environments",
      authorship: "reports",
      audited: [
        "environment.create",
        "environment.delete",
        "environment.add_protection_rule",
        "environment.update_protection_rule",
        "environment.remove_protection_rule",
      ],
      risk: environmentRisk,
      identify: async ({ environment }, live, key) =>
        (await live.environments).some(({ name }) => folded(name) === key)
          ? `${live.owner}/${live.name}/${environment}`
          : undefined,
      list: async live => (await live.environments).filter(isConfigured).map(({ name }) => folded(name)),
    },
    ...valueKinds,
  },
  resources: ({ name: repository, environments = {} }, context) => [
    ...Object.entries(environments).map(([environment, declared]) => ({
      kind: "environment" as const,
      key: folded(environment),
      args: { owner: context.organization, repository, environment, ...protection(declared, context) },
      // GitHub refuses reviewers who cannot read the repository.
      after: ["collaborators" as const],
    })),
    ...valuesOf(repository, environments, context),
  ],
  observe: async (live, declared) => {
    const names = Object.keys(declared.environments ?? {});
    const told = (await live.environments).flatMap(found => {
      const known = names.find(name => isSameName(name, found.name));
      const told = known === undefined ? undefined : declared.environments?.[known];
      return told || isConfigured(found) ? [{ name: known ?? found.name, found, told }] : [];
    });
    const observed = told.map(
      async ({ name, found, told }) => [name, await observedEnvironment(found, live, told)] as const,
    );
    return told.length ? { environments: Object.fromEntries(await Promise.all(observed)) } : {};
  },
});

function twins(names: readonly string[]): readonly string[] {
  return names.filter((name, index) => names.findIndex(other => isSameName(other, name)) < index);
}

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
  { reviewers = {}, prevent_self_review, wait_minutes, admins_bypass, branches, tags }: Environment,
  context: Context,
): Omit<Args["environment"], "owner" | "repository" | "environment"> {
  const patterns = Array.isArray(branches) || tags !== undefined;
  return {
    reviewerTeams: (reviewers.teams ?? []).toSorted().map(name => context.teamId(name)),
    reviewerUsers: (reviewers.users ?? []).toSorted().map(login => context.userId(login)),
    preventSelfReview: prevent_self_review ?? false,
    waitMinutes: wait_minutes ?? 0,
    adminsBypass: admins_bypass ?? true,
    deployFrom: patterns ? "patterns" : (branches ?? "all"),
    branches: Array.isArray(branches) ? branches.toSorted() : [],
    tags: (tags ?? []).toSorted(),
  };
}

function environmentRisk(modification: Modification): string | undefined {
  const { action, effect, properties } = modification;
  if (action === "create") return undefined;
  if (action === "delete" && effect !== "forgotten") return "deleted with the secrets it holds";
  const wasOpen = properties.some(({ path, from }) => path === "deployFrom" && from === "all");
  const isOpened = properties.some(setting => {
    if (setting.path === "adminsBypass") return setting.to === true;
    if (setting.path === "deployFrom") return action !== "import" && setting.from !== "all";
    if (!["branches", "tags"].includes(setting.path)) return isLess(setting);
    // A run that was stopped has made the environment, and not yet all patterns of what may be deployed to it.
    return action !== "import" && !wasOpen && isMore(setting);
  });
  return isOpened || valueGiven(modification, "deployFrom") === "all" ? weakerProtection : undefined;
}
