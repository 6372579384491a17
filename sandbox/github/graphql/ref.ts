import type { Repository } from "../model.ts";
import { objectId } from "../object-id.ts";
import { protectionOf } from "../protection-rules.ts";
import { branchProtectionRuleNode } from "./branch-protection-rule.ts";
import { connection, type PageArguments } from "./connection.ts";
import { objectNode } from "./git-object.ts";
import { repositoryNode } from "./repository.ts";
import type { Node, Scope } from "./scope.ts";

/** A branch, tag or other ref as a node of type `Ref`; `prefix` is what its name leaves out. */
function refNode(
  scope: Scope,
  repository: Repository,
  ref: { ref: string; sha: string },
  prefix = prefixOf(ref.ref),
): Node {
  return {
    __typename: "Ref",
    id: objectId("Ref", repository, ref.ref),
    name: ref.ref.slice(prefix.length),
    prefix,
    repository: () => repositoryNode(scope, repository),
    target: () => objectNode(scope, repository, ref.sha),
    branchProtectionRule: () => {
      const rule = protectionOf(scope.world, repository, ref.ref);
      return rule ? branchProtectionRuleNode(scope, rule) : null;
    },
  };
}

function prefixOf(ref: string): string {
  return /^refs\/[^/]+\//.exec(ref)?.[0] ?? "refs/";
}

/** The branch a repository shows first; null while it has no commit. */
export async function defaultBranchNode(scope: Scope, repository: Repository): Promise<Node | null> {
  const branch = await scope.world.git(repository).branch(repository.default_branch);
  return branch ? refNode(scope, repository, { ref: `refs/heads/${branch.name}`, sha: branch.sha }) : null;
}

/** The ref of a qualified (`refs/heads/main`) or short name; null when there is none. */
export async function findRef(scope: Scope, repository: Repository, name: string): Promise<Node | null> {
  const refs = await scope.world.git(repository).refs();
  const names = [name, `refs/heads/${name}`, `refs/tags/${name}`];
  const ref = names.map(wanted => refs.find(candidate => candidate.ref === wanted)).find(Boolean);
  return ref ? refNode(scope, repository, ref) : null;
}

/** The branches of which one classic rule is the governing one. */
export async function governedBranches(
  scope: Scope,
  repository: Repository,
  ruleId: number,
): Promise<Node[]> {
  const refs = await scope.world.git(repository).refs("refs/heads/");
  return refs
    .filter(({ ref }) => protectionOf(scope.world, repository, ref)?.id === ruleId)
    .map(ref => refNode(scope, repository, ref));
}

/** The refs below a prefix, in the order of their names. */
export async function refsConnection(
  scope: Scope,
  repository: Repository,
  args: PageArguments & { refPrefix: string; query?: string | null },
): Promise<Node> {
  const refs = await scope.world.git(repository).refs(args.refPrefix);
  const query = args.query?.toLowerCase() ?? "";
  const selected = refs.filter(({ ref }) => ref.slice(args.refPrefix.length).toLowerCase().includes(query));
  return connection(selected, args, "refs", ref => refNode(scope, repository, ref, args.refPrefix));
}
