import type { components } from "@octokit/openapi-types";
import {
  type BranchProtectionNode,
  branchProtectionFields,
  branchProtectionRule,
  isCut,
} from "./branch-protection.ts";
import type { Told, UserGrant } from "./live-repository.ts";
import { roleName } from "./live-repository.ts";
import { isToldWhole, type RulesetNode, rulesetFields, rulesetFragments, rulesetOf } from "./ruleset-node.ts";

type Schemas = components["schemas"];

const more = "pageInfo { hasNextPage }";

/** One query for a hundred repositories at most, by their node ids: what REST's listing does not tell of them. */
export const repositoriesQuery = `query repositories($ids: [ID!]!) {
  nodes(ids: $ids) { ... on Repository { ...repository } }
}
fragment repository on Repository {
  name
  mergeCommitAllowed mergeCommitTitle mergeCommitMessage
  squashMergeAllowed squashMergeCommitTitle squashMergeCommitMessage
  rebaseMergeAllowed autoMergeAllowed allowUpdateBranch deleteBranchOnMerge
  hasVulnerabilityAlertsEnabled
  labels(first: 100) { ${more} nodes { name color description } }
  rulesets(first: 15, includeParents: false) { ${more} nodes { ...ruleset } }
  branchProtectionRules(first: 5) { ${more} nodes { ${branchProtectionFields} } }
  deployKeys(first: 20) { ${more} nodes { title key readOnly } }
  collaborators(first: 50, affiliation: DIRECT) {
    ${more}
    edges { node { login } permissionSources { roleName source { __typename } } }
  }
}
fragment ruleset on RepositoryRuleset { ${rulesetFields} }
${rulesetFragments}`;

interface List<T> {
  readonly pageInfo: { readonly hasNextPage: boolean };
  readonly nodes: readonly T[];
}

interface CollaboratorEdge {
  readonly node: { readonly login: string };
  readonly permissionSources: readonly {
    readonly roleName: string | null;
    readonly source: { readonly __typename: string };
  }[];
}

/** What GraphQL answers of a repository. */
export interface RepositoryNode {
  readonly name: string;
  readonly mergeCommitAllowed: boolean;
  readonly mergeCommitTitle: string;
  readonly mergeCommitMessage: string;
  readonly squashMergeAllowed: boolean;
  readonly squashMergeCommitTitle: string;
  readonly squashMergeCommitMessage: string;
  readonly rebaseMergeAllowed: boolean;
  readonly autoMergeAllowed: boolean;
  readonly allowUpdateBranch: boolean;
  readonly deleteBranchOnMerge: boolean;
  readonly hasVulnerabilityAlertsEnabled: boolean;
  readonly labels: List<Pick<Schemas["label"], "name" | "color" | "description">> | null;
  readonly rulesets: List<RulesetNode> | null;
  readonly branchProtectionRules: List<BranchProtectionNode>;
  readonly deployKeys: List<{ readonly title: string; readonly key: string; readonly readOnly: boolean }>;
  /** Null where the credential may not see them. */
  readonly collaborators: {
    readonly pageInfo: { readonly hasNextPage: boolean };
    readonly edges: readonly CollaboratorEdge[];
  } | null;
}

/** Whether the answer has all of it: lists go on where they are very long, and some things GraphQL can't say. */
export function isWhole(node: RepositoryNode): boolean {
  const { labels, rulesets, branchProtectionRules, deployKeys, collaborators } = node;
  const lists = [labels, rulesets, branchProtectionRules, deployKeys, collaborators];
  return (
    lists.every(list => list?.pageInfo.hasNextPage === false) &&
    (rulesets?.nodes ?? []).every(isToldWhole) &&
    !branchProtectionRules.nodes.some(isCut)
  );
}

/** What REST's listing and GraphQL tell of a repository, together. */
export function toldOf(
  listed: Schemas["minimal-repository"],
  node: RepositoryNode,
  others: Pick<Told, "teams" | "properties">,
): Told {
  const rulesets = (node.rulesets?.nodes ?? []).map(rulesetOf);
  return {
    ...others,
    settings: { ...listed, ...mergingOf(node) } as unknown as Told["settings"],
    listedRulesets: rulesets,
    rulesets,
    branchProtection: node.branchProtectionRules.nodes.map(branchProtectionRule),
    users: (node.collaborators?.edges ?? []).flatMap(grantOf),
    labels: (node.labels?.nodes ?? []) as Told["labels"],
    dependabotAlerts: node.hasVulnerabilityAlertsEnabled,
    deployKeys: node.deployKeys.nodes.map(({ title, key, readOnly }) => ({
      title,
      key,
      read_only: readOnly,
    })) as unknown as Told["deployKeys"],
  };
}

function mergingOf(node: RepositoryNode) {
  return {
    allow_merge_commit: node.mergeCommitAllowed,
    merge_commit_title: node.mergeCommitTitle,
    merge_commit_message: node.mergeCommitMessage,
    allow_squash_merge: node.squashMergeAllowed,
    squash_merge_commit_title: node.squashMergeCommitTitle,
    squash_merge_commit_message: node.squashMergeCommitMessage,
    allow_rebase_merge: node.rebaseMergeAllowed,
    allow_auto_merge: node.autoMergeAllowed,
    allow_update_branch: node.allowUpdateBranch,
    delete_branch_on_merge: node.deleteBranchOnMerge,
  };
}

/** A person's own grant; what comes from a team or the organisation is no one's here. */
function grantOf({ node: { login }, permissionSources }: CollaboratorEdge): UserGrant[] {
  const own = permissionSources?.find(({ source }) => source.__typename === "Repository");
  return own ? [{ login, role: roleName(own.roleName ?? undefined), invited: false }] : [];
}
