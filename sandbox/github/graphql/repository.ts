import { isOwner, ROLES, roleOf } from "../access.ts";
import { environmentsOf, findEnvironment } from "../environments.ts";
import { labelsOf } from "../labels.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import type { DeployKey } from "../routes/deploy-keys.ts";
import { rulesetsOf } from "../rulesets.ts";
import { branchProtectionRuleNode } from "./branch-protection-rule.ts";
import { collaboratorsConnection } from "./collaborators.ts";
import { connection, type PageArguments } from "./connection.ts";
import { environmentNode } from "./environment.ts";
import { QueryError } from "./errors.ts";
import { expressionNode, objectNode } from "./git-object.ts";
import { type IssuesArguments, issuesConnection } from "./issue.ts";
import { labelNode } from "./label.ts";
import { organizationNode } from "./organization.ts";
import { defaultBranchNode, findRef, refsConnection } from "./ref.ts";
import { rulesetNode } from "./ruleset.ts";
import { isVisible, type Node, type Scope } from "./scope.ts";

/** A role as GraphQL's `RepositoryPermission` writes it; a custom role's own name is left as it is. */
export function permissionOf(role: string): string {
  return ({ pull: "READ", push: "WRITE" } as Record<string, string>)[role] ?? role.toUpperCase();
}

/** A repository as a node of type `Repository`. */
export function repositoryNode(scope: Scope, repository: Repository): Node {
  return {
    __typename: "Repository",
    ...identity(scope, repository),
    ...settings(repository),
    ...viewer(scope, repository),
    ...lists(scope, repository),
    ...contents(scope, repository),
  };
}

function identity(scope: Scope, repository: Repository): Node {
  const organization = scope.world.organizationOf(repository);
  const path = `/${organization.login}/${repository.name}`;
  const template = repository.template;
  return {
    id: nodeId("Repository", repository.id),
    databaseId: repository.id,
    name: repository.name,
    nameWithOwner: path.slice(1),
    description: repository.description,
    homepageUrl: repository.homepage,
    url: `${scope.origin}${path}`,
    resourcePath: path,
    sshUrl: `git@${new URL(scope.origin).hostname}:${path.slice(1)}.git`,
    owner: () => organizationNode(scope, organization),
    createdAt: repository.created_at,
    updatedAt: repository.updated_at,
    pushedAt: repository.pushed_at,
    archivedAt: repository.archived ? repository.updated_at : null,
    templateRepository: () => {
      const found = template && scope.world.repository(template.owner, template.name);
      return found && isVisible(scope, found) ? repositoryNode(scope, found) : null;
    },
    parent: null,
    mirrorUrl: null,
    licenseInfo: null,
    primaryLanguage: null,
    diskUsage: 0,
    forkCount: 0,
    stargazerCount: 0,
  };
}

function settings(repository: Repository): Node {
  return {
    visibility: repository.visibility.toUpperCase(),
    isPrivate: repository.visibility !== "public",
    isArchived: repository.archived,
    isTemplate: repository.is_template,
    isInOrganization: true,
    isFork: false,
    isMirror: false,
    isLocked: false,
    isDisabled: false,
    lockReason: null,
    hasIssuesEnabled: repository.has_issues,
    hasProjectsEnabled: repository.has_projects,
    hasWikiEnabled: repository.has_wiki,
    hasDiscussionsEnabled: repository.has_discussions,
    hasSponsorshipsEnabled: false,
    hasVulnerabilityAlertsEnabled: repository.vulnerability_alerts,
    forkingAllowed: repository.allow_forking,
    mergeCommitAllowed: repository.allow_merge_commit,
    mergeCommitTitle: repository.merge_commit_title,
    mergeCommitMessage: repository.merge_commit_message,
    squashMergeAllowed: repository.allow_squash_merge,
    squashMergeCommitTitle: repository.squash_merge_commit_title,
    squashMergeCommitMessage: repository.squash_merge_commit_message,
    squashPrTitleUsedAsDefault: repository.squash_merge_commit_title === "PR_TITLE",
    rebaseMergeAllowed: repository.allow_rebase_merge,
    autoMergeAllowed: repository.allow_auto_merge,
    allowUpdateBranch: repository.allow_update_branch,
    deleteBranchOnMerge: repository.delete_branch_on_merge,
    webCommitSignoffRequired: repository.web_commit_signoff_required,
  };
}

function viewer({ world, actor }: Scope, repository: Repository): Node {
  const role = roleOf(world, actor, repository);
  return {
    viewerPermission: role ? permissionOf(role) : null,
    viewerCanAdminister: role === "admin",
    viewerCanUpdateTopics: role !== undefined && ROLES.indexOf(role) >= ROLES.indexOf("maintain"),
    viewerCanCreateProjects: isOwner(world, actor, world.organizationOf(repository)),
    viewerHasStarred: false,
    viewerSubscription: "UNSUBSCRIBED",
  };
}

function lists(scope: Scope, repository: Repository): Node {
  const { world, origin } = scope;
  const labels = () => labelsOf(world).of(repository.id);
  return {
    branchProtectionRules: (args: PageArguments) =>
      connection(world.branchProtectionRules.of(repository.id), args, "branchProtectionRules", rule =>
        branchProtectionRuleNode(scope, rule),
      ),
    rulesets: (args: RulesetsArguments) =>
      connection(selectRulesets(scope, repository, args), args, "rulesets", ruleset =>
        rulesetNode(scope, ruleset),
      ),
    ruleset: (args: { databaseId: number; includeParents?: boolean | null }) => {
      const ruleset = selectRulesets(scope, repository, args).find(({ id }) => id === args.databaseId);
      return ruleset ? rulesetNode(scope, ruleset) : null;
    },
    repositoryTopics: (args: PageArguments) =>
      connection(repository.topics, args, "repositoryTopics", name => ({
        id: Buffer.from(`topic:${repository.id}:${name}`).toString("base64url"),
        topic: { id: Buffer.from(`topic:${name}`).toString("base64url"), name },
        resourcePath: `/topics/${name}`,
        url: `${origin}/topics/${name}`,
      })),
    label: ({ name }: { name: string }) => {
      const label = labels().find(candidate => candidate.name.toLowerCase() === name.toLowerCase());
      return label ? labelNode(scope, repository, label) : null;
    },
    labels: (args: PageArguments & { orderBy: Order; query?: string | null }) =>
      connection(
        ordered(labels(), args.orderBy).filter(({ name }) => name.includes(args.query ?? "")),
        args,
        "labels",
        label => labelNode(scope, repository, label),
      ),
    issues: (args: IssuesArguments) => issuesConnection(scope, repository, args),
    // Nobody can make one here.
    releases: (args: PageArguments) => connection([], args, "releases", () => ({})),
    // A ruleset can ask for a merge queue, but there is none here.
    mergeQueue: null,
    environment: ({ name }: { name: string }) => {
      const environment = findEnvironment(world, repository, name);
      return environment ? environmentNode(scope, environment) : null;
    },
    environments: (args: PageArguments & { orderBy: Order; names?: string[] | null }) =>
      connection(
        ordered(environmentsOf(world).of(repository.id), args.orderBy).filter(
          ({ name }) => !args.names?.length || args.names.includes(name),
        ),
        args,
        "environments",
        environment => environmentNode(scope, environment),
      ),
    deployKeys: (args: PageArguments) =>
      connection(
        world.collection<DeployKey>("deploy_keys").of(repository.id),
        args,
        "deployKeys",
        deployKeyNode,
      ),
    collaborators: (args: Parameters<typeof collaboratorsConnection>[2]) =>
      collaboratorsConnection(scope, repository, args),
  };
}

interface Order {
  field: string;
  direction: "ASC" | "DESC";
}

/** Lists are kept oldest first, which is the order by creation; anything but that and names is refused. */
function ordered<T extends { name: string }>(items: T[], { field, direction }: Order): T[] {
  if (field !== "NAME" && field !== "CREATED_AT") {
    throw new QueryError("NOT_IMPLEMENTED", `The sandbox's GitHub server does not know the order ${field}`);
  }
  const key = ({ name }: T) => name.toLowerCase();
  const ascending = field === "NAME" ? [...items].sort((a, b) => (key(a) < key(b) ? -1 : 1)) : items;
  return direction === "DESC" ? ascending.reverse() : ascending;
}

interface RulesetsArguments extends PageArguments {
  includeParents?: boolean | null;
  targets?: string[] | null;
}

function selectRulesets(scope: Scope, repository: Repository, args: RulesetsArguments) {
  const inherited = (args.includeParents ?? true) ? rulesetsOf(scope.world).of(repository.ownerId) : [];
  return [...rulesetsOf(scope.world).of(repository.id), ...inherited].filter(
    ({ target }) => !args.targets || args.targets.includes(target.toUpperCase()),
  );
}

function deployKeyNode(key: DeployKey): Node {
  return {
    id: Buffer.from(`DeployKey:${key.id}`).toString("base64url"),
    title: key.title,
    key: key.key,
    readOnly: key.read_only,
    verified: true,
    enabled: true,
    createdAt: key.created_at,
  };
}

function contents(scope: Scope, repository: Repository): Node {
  return {
    isEmpty: async () => (await scope.world.git(repository).refs()).length === 0,
    defaultBranchRef: () => defaultBranchNode(scope, repository),
    ref: ({ qualifiedName }: { qualifiedName: string }) => findRef(scope, repository, qualifiedName),
    refs: (args: Parameters<typeof refsConnection>[2]) => refsConnection(scope, repository, args),
    object: ({ expression, oid }: { expression?: string | null; oid?: string | null }) =>
      oid ? objectNode(scope, repository, oid) : expressionNode(scope, repository, expression ?? ""),
  };
}
