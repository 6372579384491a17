import type { LiveRepository } from "../../github/live-repository.ts";
import type { Resource } from "../resource.ts";

type RefType = "branch" | "tag";

/** The deployment policies of one environment: a resource for each pattern of branches or tags that may deploy. */
export function deploymentPolicies(
  repository: string,
  environment: string,
  patterns: Readonly<Record<RefType, readonly string[]>>,
): Resource<"deploymentPolicy">[] {
  const policy = (type: RefType, pattern: string): Resource<"deploymentPolicy"> => ({
    kind: "deploymentPolicy",
    key: policyKey(environment, type, pattern),
    args: {
      repository,
      environment,
      ...(type === "branch" ? { branchPattern: pattern } : { tagPattern: pattern }),
    },
    after: ["environment"],
  });
  return [
    ...patterns.branch.map(pattern => policy("branch", pattern)),
    ...patterns.tag.map(pattern => policy("tag", pattern)),
  ];
}

interface LivePolicy {
  readonly key: string;
  readonly id: number;
}

/** The deployment policies of all environments of a live repository, under the keys that declared ones have. */
export async function livePolicies(live: LiveRepository): Promise<readonly LivePolicy[]> {
  const restricted = (await live.environments).filter(
    ({ deployment_branch_policy: policy }) => policy?.custom_branch_policies,
  );
  const found = await Promise.all(
    restricted.map(async ({ name: environment }) =>
      (await live.deploymentPolicies(environment)).map(({ id, name = "", type = "branch" }) => ({
        key: policyKey(environment, type, name),
        id: Number(id),
      })),
    ),
  );
  return found.flat();
}

/** GitHub tells environments apart without regard to case, and patterns with it. */
function policyKey(environment: string, type: RefType, pattern: string): string {
  return `${environment.toLowerCase()}/${type}/${pattern}`;
}
