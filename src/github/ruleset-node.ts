import type { components } from "@octokit/openapi-types";

type Ruleset = components["schemas"]["repository-ruleset"];
type BypassActor = components["schemas"]["repository-ruleset-bypass-actor"];

const pattern = "name negate operator pattern";

/** The parameters of each rule that has some: https://docs.github.com/en/graphql/reference/unions#ruleparameters */
const parameters: Readonly<Record<string, string>> = {
  BranchNamePatternParameters: pattern,
  CodeScanningParameters: "codeScanningTools { alertsThreshold securityAlertsThreshold tool }",
  CommitAuthorEmailPatternParameters: pattern,
  CommitMessagePatternParameters: pattern,
  CommitterEmailPatternParameters: pattern,
  FileExtensionRestrictionParameters: "restrictedFileExtensions",
  FilePathRestrictionParameters: "restrictedFilePaths",
  MaxFilePathLengthParameters: "maxFilePathLength",
  MaxFileSizeParameters: "maxFileSize",
  MergeQueueParameters:
    "checkResponseTimeoutMinutes groupingStrategy maxEntriesToBuild maxEntriesToMerge mergeMethod " +
    "minEntriesToMerge minEntriesToMergeWaitMinutes",
  PullRequestParameters:
    "allowedMergeMethods dismissStaleReviewsOnPush requireCodeOwnerReview requireLastPushApproval " +
    "requiredApprovingReviewCount requiredReviewThreadResolution",
  RequiredDeploymentsParameters: "requiredDeploymentEnvironments",
  RequiredStatusChecksParameters:
    "doNotEnforceOnCreate strictRequiredStatusChecksPolicy requiredStatusChecks { context integrationId }",
  TagNamePatternParameters: pattern,
  UpdateParameters: "updateAllowsFetchAndMerge",
};

// One field may have different types in different rules, which GraphQL takes under different names only.
const fragments = Object.keys(parameters).map(type => `... on ${type} { ...${type} }`);

/** The fragments that `rulesetFields` speaks of. */
export const rulesetFragments = Object.entries(parameters)
  .map(([type, fields]) => `fragment ${type} on ${type} { ${fields} }`)
  .join("\n");

/** What to ask GraphQL of a ruleset. */
export const rulesetFields = `
  databaseId name target enforcement
  conditions { refName { include exclude } }
  rules(first: 30) { pageInfo { hasNextPage } nodes { type parameters { __typename ${fragments.join(" ")} } } }
  bypassActors(first: 20) {
    pageInfo { hasNextPage }
    nodes {
      actor { __typename ... on App { databaseId } ... on Team { databaseId } }
      bypassMode deployKey organizationAdmin enterpriseOwner repositoryRoleDatabaseId
    }
  }`;

type Parameters = Readonly<Record<string, unknown>>;

interface List<T> {
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly nodes: readonly T[];
}

interface BypassNode {
  readonly actor: { readonly __typename: "App" | "Team"; readonly databaseId: number } | null;
  readonly bypassMode: string;
  readonly deployKey: boolean;
  readonly organizationAdmin: boolean;
  readonly enterpriseOwner: boolean;
  readonly repositoryRoleDatabaseId: number | null;
}

/** What GraphQL answers of a ruleset. */
export interface RulesetNode {
  readonly databaseId: number;
  readonly name: string;
  readonly target: string;
  readonly enforcement: string;
  readonly conditions: {
    readonly refName: { readonly include: string[]; readonly exclude: string[] } | null;
  };
  readonly rules: List<{
    readonly type: string;
    readonly parameters: Parameters | null;
  }> | null;
  readonly bypassActors: List<BypassNode> | null;
}

/**
 * Whether GraphQL tells all of it: it has no name for a person who may bypass, tells the beginning of a long list, and nothing of
 * what the credential may not see.
 */
export function isToldWhole({ rules, bypassActors }: RulesetNode): boolean {
  const areWhole = [rules, bypassActors].every(list => list?.pageInfo.hasNextPage === false);
  return areWhole && (bypassActors?.nodes ?? []).every(node => actorOf(node) !== undefined);
}

/** A ruleset as REST tells it. */
export function rulesetOf(node: RulesetNode): Ruleset {
  const { databaseId: id, name, conditions, rules, bypassActors } = node;
  const refName = conditions.refName;
  return {
    id,
    name,
    target: node.target.toLowerCase() as NonNullable<Ruleset["target"]>,
    enforcement: node.enforcement.toLowerCase() as Ruleset["enforcement"],
    ...(refName ? { conditions: { ref_name: { include: refName.include, exclude: refName.exclude } } } : {}),
    rules: (rules?.nodes ?? []).map(({ type, parameters: of }) => {
      return { type: type.toLowerCase(), ...(of ? { parameters: parametersOf(of) } : {}) };
    }) as NonNullable<Ruleset["rules"]>,
    bypass_actors: (bypassActors?.nodes ?? []).map(bypass => ({
      ...actorOf(bypass),
      bypass_mode: bypass.bypassMode.toLowerCase(),
    })) as BypassActor[],
  } as Ruleset;
}

/** The parameters of a rule as REST tells them: ways to merge are words of capital letters in GraphQL alone. */
function parametersOf({ __typename, allowedMergeMethods: methods, ...others }: Parameters): unknown {
  const inLowerCase = Array.isArray(methods)
    ? { allowedMergeMethods: methods.map(method => String(method).toLowerCase()) }
    : {};
  return withUnderscores({ ...others, ...inLowerCase });
}

function actorOf(node: BypassNode): Pick<BypassActor, "actor_type" | "actor_id"> | undefined {
  const { actor, deployKey, organizationAdmin, repositoryRoleDatabaseId: role } = node;
  if (deployKey) return { actor_type: "DeployKey", actor_id: null };
  if (organizationAdmin) return { actor_type: "OrganizationAdmin", actor_id: 1 };
  if (role !== null) return { actor_type: "RepositoryRole", actor_id: role };
  if (!actor) return undefined;
  return { actor_type: actor.__typename === "App" ? "Integration" : "Team", actor_id: actor.databaseId };
}

/** GraphQL's names of keys as REST writes them, all the way down. What is null in the one is absent in the other. */
function withUnderscores(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withUnderscores);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).filter(([, inner]) => inner !== null);
  return Object.fromEntries(
    entries.map(([key, inner]) => [
      key.replace(/[A-Z]/g, letter => `_${letter.toLowerCase()}`),
      withUnderscores(inner),
    ]),
  );
}
