import type { Repository } from "./model.ts";

/** Things of git that have a node id without being documents of their own. */
const PREFIXES = { Blob: "B", Commit: "C", Ref: "REF", Tag: "TA", Tree: "T_kw" } as const;

/** The node id of a git object or ref of a repository, the same in REST and GraphQL. */
export function objectId(type: keyof typeof PREFIXES, repository: Repository, name: string): string {
  return `${PREFIXES[type]}_${Buffer.from(`kgDO:${repository.id}:${name}`).toString("base64url")}`;
}
