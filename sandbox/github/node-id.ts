/** The prefixes of GitHub's node ids, by the GraphQL type. */
const PREFIXES = {
  App: "A",
  BranchProtectionRule: "BPR",
  CheckRun: "CR",
  Environment: "EN",
  Issue: "I",
  IssueComment: "IC",
  Label: "LA",
  Organization: "O",
  PullRequest: "PR",
  PullRequestReview: "PRR",
  Ref: "REF",
  Repository: "R",
  RepositoryRuleset: "RRS",
  Team: "T",
  User: "U",
} as const;

export type NodeType = keyof typeof PREFIXES;

/** The global id of a thing, as `node_id` in REST and `id` in GraphQL. */
export function nodeId(type: NodeType, id: number): string {
  return `${PREFIXES[type]}_${Buffer.from(`kgDO:${id}`).toString("base64url")}`;
}

/** What a node id names; undefined when it was not made by `nodeId`. */
export function parseNodeId(value: string): { type: NodeType; id: number } | undefined {
  const [prefix, encoded = ""] = value.split(/_(.*)/s);
  const type = (Object.keys(PREFIXES) as NodeType[]).find(candidate => PREFIXES[candidate] === prefix);
  const [mark, id] = Buffer.from(encoded, "base64url").toString().split(":");
  return type && mark === "kgDO" ? { type, id: Number(id) } : undefined;
}
