import { randomBytes } from "node:crypto";
import type { Octokit } from "octokit";
import { addMember, createUser } from "../../../sandbox/control.ts";
import { connect } from "../../github/api.ts";
import { type DemoWorld, organization } from "../world.ts";

/** Somebody of the organisation, with a credential of their own. */
export interface Person {
  readonly login: string;
  readonly api: Octokit;
}

/** A pull request by its repository and number. */
export interface PullRequest {
  readonly repository: string;
  readonly number: number;
}

/** Makes somebody a member of the organisation, and of a team of it. */
export async function join(world: DemoWorld, login: string, team: string): Promise<Person> {
  const token = randomBytes(20).toString("hex");
  await createUser(world.url, login, token);
  await addMember(world.url, organization, login);
  await world.github.rest.teams.addOrUpdateMembershipForUserInOrg({
    org: organization,
    team_slug: team,
    username: login,
  });
  return { login, api: await connect({ ...process.env, GITHUB_TOKEN: token }) };
}

/**
 * Approves a pull request, and merges it as the repositories here want it.
 * @returns the commit that the base has then
 */
export async function approveAndMerge({ api }: Person, { repository, number }: PullRequest): Promise<string> {
  const pull = { owner: organization, repo: repository, pull_number: number };
  await api.rest.pulls.createReview({ ...pull, event: "APPROVE" });
  const { data } = await api.rest.pulls.merge({ ...pull, merge_method: "squash" });
  return data.sha;
}
