import type { Octokit } from "octokit";

/** A deploy repository, and the way to ask GitHub about it. */
export interface Place {
  readonly api: Octokit;
  readonly owner: string;
  readonly repo: string;
}

/** What names it in a request. */
export function named({ owner, repo }: Place): { readonly owner: string; readonly repo: string } {
  return { owner, repo };
}
