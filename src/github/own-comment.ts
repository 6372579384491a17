import type { components } from "@octokit/openapi-types";
import type { Octokit } from "octokit";

type Comment = components["schemas"]["issue-comment"];

/** A pull request, or an issue, of a repository. */
export interface Discussion {
  readonly owner: string;
  readonly repo: string;
  readonly issue_number: number;
}

/**
 * Writes a comment of ours, in the place of the one that stands there, however long the thread. What somebody else wrote is
 * never taken for ours, whatever it begins with.
 * @param marker what every comment of ours begins with
 * @returns the comment's address
 */
export async function writeOwnComment(
  api: Octokit,
  discussion: Discussion,
  { marker, body }: { readonly marker: string; readonly body: string },
): Promise<string> {
  const comments = await api.paginate(api.rest.issues.listComments, { ...discussion, per_page: 100 });
  const isOwn = await authorship(api);
  const known = comments.find(comment => comment.body?.startsWith(marker) && isOwn(comment));
  const { owner, repo } = discussion;
  const { data } = known
    ? await api.rest.issues.updateComment({ owner, repo, comment_id: known.id, body })
    : await api.rest.issues.createComment({ ...discussion, body });
  return data.html_url;
}

/** An App's installation has no user of its own: its comments are a bot's, and nobody can write in a bot's name. */
async function authorship(api: Octokit): Promise<(comment: Comment) => boolean> {
  const login = await api.rest.users.getAuthenticated().then(
    ({ data }) => data.login,
    () => undefined,
  );
  return ({ user }) => (login === undefined ? user?.type === "Bot" : user?.login === login);
}
