import { deepStrictEqual, rejects } from "node:assert/strict";
import { Octokit } from "octokit";
import { environment } from "../../../components/provider/environment.ts";

const bare = {
  owner: "acme",
  repository: "widgets",
  environment: "eu/live",
  reviewerTeams: [],
  reviewerUsers: [],
  preventSelfReview: false,
  waitMinutes: 0,
  adminsBypass: true,
  deployFrom: "protected",
  branches: [],
  tags: [],
} as const;

/** A GitHub whose plan refuses every rule by its name; answers what it was sent. */
function modestPlan(): { api: Octokit; sent: object[] } {
  const sent: object[] = [];
  const fetch = async (url: string, { body }: { body: string }) => {
    const asked = JSON.parse(body);
    sent.push({ path: new URL(url).pathname, ...asked });
    const refused = "wait_timer" in asked;
    return Response.json(refused ? { message: "Failed to create the protection rule" } : {}, {
      status: refused ? 422 : 200,
    });
  };
  const api = new Octokit({ request: { fetch }, throttle: { enabled: false }, retry: { enabled: false } });
  return { api, sent };
}

describe("an environment on a plan without protection rules", () => {
  it("is made without naming the rules that nobody asks for", async () => {
    const { api, sent } = modestPlan();
    await environment.write(api, bare, undefined);
    deepStrictEqual(sent.at(-1), {
      path: "/repos/acme/widgets/environments/eu%2Flive",
      deployment_branch_policy: { protected_branches: true, custom_branch_policies: false },
    });
  });

  it("is refused with GitHub's own words where a rule is asked for", async () => {
    const { api } = modestPlan();
    await rejects(
      environment.write(api, { ...bare, waitMinutes: 5 }, undefined),
      /Failed to create the protection rule/,
    );
  });
});
