import { loginOf } from "../authors.ts";
import { type Issue, isPull, issuesOf, labelsOfIssue } from "../issues.ts";
import type { Repository } from "../model.ts";
import { nodeId } from "../node-id.ts";
import { sameName } from "../world.ts";
import { connection, type PageArguments } from "./connection.ts";
import { QueryError } from "./errors.ts";
import { labelNode } from "./label.ts";
import { repositoryNode } from "./repository.ts";
import type { Node, Scope } from "./scope.ts";

export interface IssuesArguments extends PageArguments {
  states?: string[] | null;
  labels?: string[] | null;
  orderBy?: { field: string; direction: "ASC" | "DESC" } | null;
  filterBy?: { createdBy?: string | null; states?: string[] | null; labels?: string[] | null } | null;
}

/** A repository's issues, without its pull requests, as a connection. */
export function issuesConnection(scope: Scope, repository: Repository, args: IssuesArguments): Node {
  const found = issuesOf(scope.world)
    .of(repository.id)
    .filter(issue => !isPull(issue) && isWanted(scope, issue, args));
  return connection(ordered(found, args.orderBy), args, "issues", issue =>
    issueNode(scope, repository, issue),
  );
}

function isWanted({ world }: Scope, issue: Issue, { states, labels, filterBy }: IssuesArguments): boolean {
  const state = issue.state.toUpperCase();
  const names = labelsOfIssue(world, issue).map(({ name }) => name);
  const fits = (wanted: { states?: string[] | null; labels?: string[] | null }) =>
    (!wanted.states || wanted.states.includes(state)) &&
    (!wanted.labels || wanted.labels.some(label => names.some(name => sameName(name, label))));
  const author = filterBy?.createdBy;
  return (
    fits({ ...(states && { states }), ...(labels && { labels }) }) &&
    fits(filterBy ?? {}) &&
    (!author || sameName(loginOf(world, issue.author), author))
  );
}

/** Oldest first, unless another order is asked for. */
function ordered(issues: Issue[], order: IssuesArguments["orderBy"]): Issue[] {
  const { field, direction } = order ?? { field: "CREATED_AT", direction: "ASC" };
  if (field !== "CREATED_AT" && field !== "UPDATED_AT") {
    throw new QueryError("NOT_IMPLEMENTED", `The sandbox's GitHub server does not know the order ${field}`);
  }
  const key = (issue: Issue) => (field === "CREATED_AT" ? issue.created_at : issue.updated_at);
  const ascending = issues.toSorted((a, b) => key(a).localeCompare(key(b)) || a.number - b.number);
  return direction === "DESC" ? ascending.reverse() : ascending;
}

/** An issue as a node of type `Issue`. */
function issueNode(scope: Scope, repository: Repository, issue: Issue): Node {
  const path = `/${scope.world.organizationOf(repository).login}/${repository.name}/issues/${issue.number}`;
  return {
    __typename: "Issue",
    id: nodeId("Issue", issue.id),
    databaseId: issue.id,
    number: issue.number,
    title: issue.title,
    body: issue.body ?? "",
    state: issue.state.toUpperCase(),
    stateReason: issue.state_reason?.toUpperCase() ?? null,
    locked: false,
    url: `${scope.origin}${path}`,
    resourcePath: path,
    createdAt: issue.created_at,
    updatedAt: issue.updated_at,
    closedAt: issue.closed_at,
    repository: () => repositoryNode(scope, repository),
    labels: (args: PageArguments) =>
      connection(labelsOfIssue(scope.world, issue), args, "labels", label =>
        labelNode(scope, repository, label),
      ),
  };
}
