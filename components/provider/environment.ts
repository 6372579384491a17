import { isDeepStrictEqual } from "node:util";
import { type Octokit, RequestError } from "octokit";
import { found, type OfRepository, type Setting } from "./setting.ts";

interface Of extends OfRepository {
  readonly environment: string;
}

interface Values extends Of {
  /** Numeric ids. */
  readonly reviewerTeams: readonly number[];
  readonly reviewerUsers: readonly number[];
  readonly preventSelfReview: boolean;
  readonly waitMinutes: number;
  readonly adminsBypass: boolean;
  /** Which refs may deploy: all, protected branches, or those that match `branches` and `tags`. */
  readonly deployFrom: "all" | "protected" | "patterns";
  readonly branches: readonly string[];
  readonly tags: readonly string[];
}

interface Policy {
  readonly id?: number;
  readonly name: string;
  readonly type: "branch" | "tag";
}

/** One of the rules that GitHub tells; each kind has fields of its own. */
interface Rule {
  readonly wait_timer?: number;
  readonly prevent_self_review?: boolean;
  readonly reviewers?: readonly {
    readonly type: "Team" | "User";
    readonly reviewer: { readonly id: number } | null;
  }[];
}

interface Live {
  readonly can_admins_bypass?: boolean;
  readonly protection_rules?: readonly Rule[];
  readonly deployment_branch_policy: { readonly custom_branch_policies: boolean } | null;
}

const endpoint = "/repos/{owner}/{repository}/environments/{environment}";
const policiesEndpoint = `${endpoint}/deployment-branch-policies`;

/**
 * A deployment environment with all that guards it. The GitHub provider does not see when the last reviewer is taken away
 * (https://github.com/integrations/terraform-provider-github/issues/3609), and never a pattern that somebody adds.
 * https://docs.github.com/en/rest/deployments/environments
 */
export const environment: Setting<Values, Of> = {
  keys: ["environment"],
  async read(api, of) {
    const live = await found(api.request(`GET ${endpoint}`, { ...of }) as Promise<{ data: Live }>);
    if (!live) return undefined;
    const rules: Rule = Object.assign({}, ...(live.protection_rules ?? []));
    const reviewers = (wanted: "Team" | "User") =>
      (rules.reviewers ?? []).flatMap(({ type, reviewer }) =>
        type === wanted && reviewer ? [reviewer.id] : [],
      );
    const policy = live.deployment_branch_policy;
    const policies = policy?.custom_branch_policies ? await listed(api, of) : [];
    const patterns = (wanted: Policy["type"]) =>
      policies.filter(({ type }) => type === wanted).map(({ name }) => name);
    return {
      owner: of.owner,
      repository: of.repository,
      environment: of.environment,
      reviewerTeams: reviewers("Team"),
      reviewerUsers: reviewers("User"),
      preventSelfReview: rules.prevent_self_review ?? false,
      waitMinutes: rules.wait_timer ?? 0,
      adminsBypass: live.can_admins_bypass ?? true,
      deployFrom: policy ? (policy.custom_branch_policies ? "patterns" : "protected") : "all",
      branches: patterns("branch"),
      tags: patterns("tag"),
    };
  },
  async write(api, wanted) {
    await put(api, wanted);
    if (wanted.deployFrom === "patterns") await putPolicies(api, wanted);
  },
  satisfies: (live, wanted) => isDeepStrictEqual(sorted(live), sorted(wanted)),
  async remove(api, { owner, repository, environment }) {
    await found(api.request(`DELETE ${endpoint}`, { owner, repository, environment }));
  },
};

async function put(api: Octokit, wanted: Values): Promise<void> {
  const { owner, repository, environment, deployFrom } = wanted;
  const of = { owner, repository, environment };
  const refs = {
    deployment_branch_policy:
      deployFrom === "all"
        ? null
        : {
            protected_branches: deployFrom === "protected",
            custom_branch_policies: deployFrom === "patterns",
          },
  };
  const reviewers = [
    ...wanted.reviewerTeams.map(id => ({ type: "Team", id })),
    ...wanted.reviewerUsers.map(id => ({ type: "User", id })),
  ];
  try {
    await api.request(`PUT ${endpoint}`, {
      ...of,
      ...refs,
      reviewers,
      wait_timer: wanted.waitMinutes,
      prevent_self_review: wanted.preventSelfReview,
      can_admins_bypass: wanted.adminsBypass,
    });
  } catch (error) {
    // On private repositories some plans refuse the rules by name, even where they are to be off.
    const asks = reviewers.length > 0 || wanted.waitMinutes > 0 || !wanted.adminsBypass;
    if (asks || !(error instanceof RequestError && error.status === 422)) throw error;
    await api.request(`PUT ${endpoint}`, { ...of, ...refs });
  }
}

/** New patterns first, so that what may deploy before and after may deploy all the time. */
async function putPolicies(api: Octokit, wanted: Values): Promise<void> {
  const { owner, repository, environment, branches, tags } = wanted;
  const of = { owner, repository, environment };
  const live = await listed(api, of);
  const policies: readonly Policy[] = [
    ...branches.map(name => ({ name, type: "branch" as const })),
    ...tags.map(name => ({ name, type: "tag" as const })),
  ];
  for (const { name, type } of missingFrom(live, policies))
    await api.request(`POST ${policiesEndpoint}`, { ...of, name, type });
  for (const { id } of missingFrom(policies, live))
    await api.request(`DELETE ${policiesEndpoint}/{id}`, { ...of, id });
}

function missingFrom(known: readonly Policy[], policies: readonly Policy[]): Policy[] {
  return policies.filter(
    ({ name, type }) => !known.some(other => other.name === name && other.type === type),
  );
}

async function listed(api: Octokit, { owner, repository, environment }: Of): Promise<readonly Policy[]> {
  const of = { owner, repository, environment };
  const policies = (await api.paginate(`GET ${policiesEndpoint}`, { ...of, per_page: 100 })) as Policy[];
  return policies.map(({ id, name, type = "branch" }) => ({
    ...(id === undefined ? {} : { id }),
    name,
    type,
  }));
}

/** GitHub keeps no order in its lists. */
function sorted(values: Values): object {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [key, Array.isArray(value) ? value.toSorted() : value]),
  );
}
