import type { Octokit } from "octokit";
import { webRoot } from "./addresses.ts";

/** For git's environment: commits as whoever Fairway works as, an App's bot among them. `viewer` answers for both. */
export async function identityOf(api: Octokit): Promise<Record<string, string>> {
  const { viewer } = await api.graphql<{ viewer: { login: string; databaseId: number | null } }>(
    "query viewer { viewer { login databaseId } }",
  );
  const id = viewer.databaseId === null ? "" : `${viewer.databaseId}+`;
  const email = `${id}${viewer.login}@users.noreply.${new URL(webRoot()).hostname}`;
  return {
    GIT_AUTHOR_NAME: viewer.login,
    GIT_AUTHOR_EMAIL: email,
    GIT_COMMITTER_NAME: viewer.login,
    GIT_COMMITTER_EMAIL: email,
  };
}
