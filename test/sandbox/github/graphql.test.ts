import assert from "node:assert/strict";
import { GitSandbox } from "./git-sandbox.ts";

const create = `mutation($input: CreateBranchProtectionRuleInput!) {
  createBranchProtectionRule(input: $input) { branchProtectionRule { id } }
}`;

const rule = `... on BranchProtectionRule {
  repository { id name }
  pattern allowsDeletions allowsForcePushes blocksCreations dismissesStaleReviews isAdminEnforced
  requiredApprovingReviewCount requiredStatusCheckContexts requiresApprovingReviews requiresCodeOwnerReviews
  requiresCommitSignatures requiresLinearHistory requiresConversationResolution requiresStatusChecks
  requiresStrictStatusChecks restrictsPushes restrictsReviewDismissals requireLastPushApproval lockBranch
  pushAllowances(first: 100) { nodes { actor { ... on App { id name } ... on Team { id name slug } ... on User { id name login } } } }
  reviewDismissalAllowances(first: 100) { nodes { actor { ... on Team { slug } } } }
  bypassPullRequestAllowances(first: 100) { nodes { actor { ... on User { login } } } }
  bypassForcePushAllowances(first: 100) { nodes { actor { ... on User { login } } } }
  matchingRefs(first: 10) { nodes { name } }
}`;

describe("GraphQL", () => {
  let sandbox: GitSandbox;

  before(async () => {
    sandbox = await GitSandbox.start();
  });

  after(() => sandbox.stop());

  async function repositoryId(name: string, settings = {}): Promise<string> {
    return (await sandbox.repository(name, settings)).body.node_id;
  }

  function firstError(answer: { errors?: { type?: string; message: string }[] }) {
    const { type, message } = answer.errors?.[0] ?? { message: "no error" };
    return { type, message };
  }

  describe("node ids", () => {
    it("are those of REST, for every kind that has both", async () => {
      const repository = (await sandbox.repository("ids")).body;
      const team = (await sandbox.rest("POST", "/orgs/acme/teams", { name: "Ids" })).body;
      const [label] = (await sandbox.rest("GET", "/repos/acme/ids/labels")).body;
      const organization = (await sandbox.rest("GET", "/orgs/acme")).body;
      const user = (await sandbox.rest("GET", "/user")).body;
      const environment = (await sandbox.rest("PUT", "/repos/acme/ids/environments/live", {})).body;
      const ids = [repository, team, label, organization, user, environment].map(({ node_id }) => node_id);
      const { data } = await sandbox.graphql("query($ids: [ID!]!) { nodes(ids: $ids) { id __typename } }", {
        ids,
      });
      assert.deepEqual(data.nodes, [
        { id: ids[0], __typename: "Repository" },
        { id: ids[1], __typename: "Team" },
        { id: ids[2], __typename: "Label" },
        { id: ids[3], __typename: "Organization" },
        { id: ids[4], __typename: "User" },
        { id: ids[5], __typename: "Environment" },
      ]);
    });

    it("that name nothing are errors in the words the provider looks for", async () => {
      const answer = await sandbox.graphql('{ node(id: "R_nothing") { id } }');
      assert.equal(answer.data.node, null);
      assert.deepEqual(firstError(answer), {
        type: "NOT_FOUND",
        message: "Could not resolve to a node with the global id of 'R_nothing'",
      });
    });

    it("of a private repository name nothing to a stranger", async () => {
      const id = await repositoryId("secret", { visibility: "private" });
      const stranger = await sandbox.addUser("stranger", { member: false });
      const answer = await sandbox.graphql("query($id: ID!) { node(id: $id) { id } }", { id }, stranger);
      assert.equal(firstError(answer).type, "NOT_FOUND");
    });
  });

  describe("a branch protection rule", () => {
    it("is created with everything the provider sends, read back, changed and deleted", async () => {
      const id = await repositoryId("protected");
      await sandbox.addUser("bob");
      await sandbox.rest("POST", "/orgs/acme/teams", { name: "Core" });
      const found = await sandbox.graphql(
        '{ user(login: "bob") { id } organization(login: "acme") { team(slug: "core") { id } } }',
      );
      const [bob, core] = [found.data.user.id, found.data.organization.team.id];
      const created = await sandbox.graphql(create, {
        input: {
          repositoryId: id,
          pattern: "ma*",
          isAdminEnforced: true,
          requiresApprovingReviews: true,
          requiredApprovingReviewCount: 2,
          restrictsReviewDismissals: true,
          reviewDismissalActorIds: [core],
          bypassPullRequestActorIds: [bob],
          bypassForcePushActorIds: [bob],
          requiresStatusChecks: true,
          requiredStatusCheckContexts: ["ci", "lint"],
          restrictsPushes: true,
          blocksCreations: true,
          pushActorIds: [core, bob],
        },
      });
      const ruleId = created.data.createBranchProtectionRule.branchProtectionRule.id;
      const read = async () =>
        (await sandbox.graphql(`query($id: ID!) { node(id: $id) { ${rule} } }`, { id: ruleId })).data.node;
      const before = await read();
      assert.equal(before.pattern, "ma*");
      assert.equal(before.requiredApprovingReviewCount, 2);
      assert.deepEqual(before.requiredStatusCheckContexts, ["ci", "lint"]);
      assert.deepEqual(before.reviewDismissalAllowances.nodes, [{ actor: { slug: "core" } }]);
      assert.deepEqual(before.bypassPullRequestAllowances.nodes, [{ actor: { login: "bob" } }]);
      assert.deepEqual(
        before.pushAllowances.nodes.map((node: { actor: { id: string } }) => node.actor.id),
        [core, bob],
      );
      assert.deepEqual(before.matchingRefs.nodes, [{ name: "main" }]);

      const update =
        "mutation($input: UpdateBranchProtectionRuleInput!) { updateBranchProtectionRule(input: $input) { clientMutationId } }";
      await sandbox.graphql(update, {
        input: { branchProtectionRuleId: ruleId, requiresStatusChecks: false, pushActorIds: [bob] },
      });
      const after = await read();
      assert.deepEqual(after.requiredStatusCheckContexts, []);
      assert.equal(after.pushAllowances.nodes.length, 1);
      assert.equal(after.requiredApprovingReviewCount, 2);

      const remove =
        'mutation($id: ID!) { deleteBranchProtectionRule(input: { branchProtectionRuleId: $id, clientMutationId: "x" }) { clientMutationId } }';
      const removed = await sandbox.graphql(remove, { id: ruleId });
      assert.equal(removed.data.deleteBranchProtectionRule.clientMutationId, "x");
      const gone = await sandbox.graphql(`query($id: ID!) { node(id: $id) { ${rule} } }`, { id: ruleId });
      assert.match(firstError(gone).message, /Could not resolve to a node with the global id/);
    });

    it("is refused for a pattern that has one, an actor that is not there and an archived repository", async () => {
      const id = await repositoryId("refusing");
      const refusal = async (input: Record<string, unknown>) =>
        firstError(await sandbox.graphql(create, { input: { repositoryId: id, ...input } }));
      await refusal({ pattern: "main" });
      assert.deepEqual(await refusal({ pattern: "main" }), {
        type: "UNPROCESSABLE",
        message: "Name already protected: main",
      });
      assert.equal(
        (await refusal({ pattern: "x", restrictsPushes: true, pushActorIds: ["T_none"] })).type,
        "NOT_FOUND",
      );
      await sandbox.rest("PATCH", "/repos/acme/refusing", { archived: true });
      assert.equal((await refusal({ pattern: "y" })).message, "Repository was archived so is read-only.");
    });

    it("is an administrator's to write", async () => {
      const id = await repositoryId("members");
      const token = await sandbox.addUser("member");
      const answer = await sandbox.graphql(create, { input: { repositoryId: id, pattern: "main" } }, token);
      assert.equal(firstError(answer).type, "FORBIDDEN");
    });
  });

  describe("a look at many repositories", () => {
    const query = `query($after: String) {
      organization(login: "acme") {
        repositories(first: 2, after: $after, orderBy: { field: NAME, direction: ASC }) {
          totalCount
          pageInfo { hasNextPage endCursor }
          nodes {
            name databaseId description homepageUrl visibility isArchived isTemplate hasIssuesEnabled hasWikiEnabled
            mergeCommitAllowed squashMergeCommitTitle deleteBranchOnMerge webCommitSignoffRequired
            hasVulnerabilityAlertsEnabled defaultBranchRef { name }
            repositoryTopics(first: 20) { nodes { topic { name } } }
            labels(first: 2) { totalCount nodes { name color description } }
            environments(first: 5) { nodes { name protectionRules(first: 5) { nodes { type timeout } } } }
            deployKeys(first: 5) { nodes { title readOnly } }
            rulesets(first: 5) {
              nodes {
                name target enforcement
                conditions { refName { include exclude } }
                rules(first: 20) { nodes { type parameters { ... on PullRequestParameters { requiredApprovingReviewCount } } } }
                bypassActors(first: 5) { nodes { bypassMode organizationAdmin repositoryRoleDatabaseId actor { ... on Team { slug } } } }
              }
            }
            collaborators(first: 10, affiliation: DIRECT) {
              edges { permission node { login } permissionSources { roleName source { __typename } } }
            }
          }
        }
      }
    }`;

    it("pages through them and shows what they hold", async () => {
      const own = await GitSandbox.start();
      try {
        for (const name of ["c", "a", "b"]) await own.repository(name);
        const token = await own.addUser("carol");
        await own.rest("PUT", "/repos/acme/a/topics", { names: ["one", "two"] });
        await own.rest("PUT", "/repos/acme/a/environments/live", { wait_timer: 30 });
        await own.rest("PUT", "/repos/acme/a/collaborators/carol", { permission: "push" });
        await own.rest("POST", "/repos/acme/a/rulesets", {
          name: "guard",
          target: "branch",
          enforcement: "active",
          bypass_actors: [{ actor_type: "RepositoryRole", actor_id: 5, bypass_mode: "pull_request" }],
          conditions: { ref_name: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
          rules: [{ type: "deletion" }],
        });
        const first = (await own.graphql(query)).data.organization.repositories;
        assert.equal(first.totalCount, 3);
        assert.equal(first.pageInfo.hasNextPage, true);
        const [a] = first.nodes;
        assert.equal(a.name, "a");
        assert.deepEqual(a.defaultBranchRef, { name: "main" });
        assert.deepEqual(a.repositoryTopics.nodes, [{ topic: { name: "one" } }, { topic: { name: "two" } }]);
        assert.equal(a.labels.totalCount, 9);
        assert.deepEqual(a.environments.nodes, [
          { name: "live", protectionRules: { nodes: [{ type: "WAIT_TIMER", timeout: 30 }] } },
        ]);
        assert.deepEqual(a.rulesets.nodes, [
          {
            name: "guard",
            target: "BRANCH",
            enforcement: "ACTIVE",
            conditions: { refName: { include: ["~DEFAULT_BRANCH"], exclude: [] } },
            rules: { nodes: [{ type: "DELETION", parameters: null }] },
            bypassActors: {
              nodes: [
                {
                  bypassMode: "PULL_REQUEST",
                  organizationAdmin: false,
                  repositoryRoleDatabaseId: 5,
                  actor: null,
                },
              ],
            },
          },
        ]);
        const [carol] = a.collaborators.edges;
        assert.equal(carol.permission, "WRITE");
        assert.equal(carol.node.login, "carol");
        const second = await own.graphql(query, { after: first.pageInfo.endCursor });
        assert.deepEqual(
          second.data.organization.repositories.nodes.map(({ name }: { name: string }) => name),
          ["c"],
        );
        const seen = await own.graphql("{ viewer { login } }", {}, token);
        assert.equal(seen.data.viewer.login, "carol");
      } finally {
        await own.stop();
      }
    });

    it("asks for a page of at most 100 and for at most 500,000 nodes", async () => {
      const of = async (text: string) =>
        firstError(await sandbox.graphql(`{ organization(login: "acme") { ${text} } }`));
      assert.equal((await of("repositories { totalCount }")).type, "MISSING_PAGINATION_BOUNDARIES");
      assert.equal((await of("repositories(first: 101) { totalCount }")).type, "EXCESSIVE_PAGINATION");
      const deep =
        "repositories(first: 100) { nodes { labels(first: 100) { nodes { issues(first: 100) { totalCount } } } } }";
      assert.match((await of(deep)).message, /requests up to 1010100 possible nodes/);
    });

    it("asks for no page of a team's members, as the provider does not", async () => {
      await sandbox.rest("POST", "/orgs/acme/teams", { name: "Unpaged" });
      const query = '{ organization(login: "acme") { team(slug: "unpaged") { members { totalCount } } } }';
      assert.equal((await sandbox.graphql(query)).errors, undefined);
    });

    it("tells its cost", async () => {
      const nested =
        'organization(login: "acme") { repositories(first: 100) { nodes { labels(first: 10) { totalCount } } } }';
      const { data } = await sandbox.graphql(`{ rateLimit { cost nodeCount limit } ${nested} }`);
      assert.deepEqual(data.rateLimit, { cost: 1, nodeCount: 1100, limit: 5000 });
    });
  });

  it("answers a field nobody resolves with an error, and remembers it as unknown", async () => {
    await sandbox.repository("unknown");
    await sandbox.control("DELETE", "/calls");
    const answer = await sandbox.graphql(
      '{ repository(owner: "acme", name: "unknown") { stargazers(first: 1) { totalCount } } }',
    );
    assert.equal(firstError(answer).type, "NOT_IMPLEMENTED");
    const { unknown } = (await sandbox.control("GET", "/calls")).body;
    assert.deepEqual(unknown, [
      "POST /api/graphql: The sandbox's GitHub server does not know Repository.stargazers",
    ]);
  });

  it("refuses fields the schema does not have", async () => {
    const answer = await sandbox.graphql("{ viewer { nickname } }");
    assert.match(firstError(answer).message, /Cannot query field "nickname" on type "User"/);
  });

  it("counts a mutation as a write and a query as a read", async () => {
    await sandbox.control("DELETE", "/calls");
    await sandbox.graphql("{ viewer { login } }");
    await sandbox.graphql(create, { input: { repositoryId: "R_none", pattern: "main" } });
    const { reads, writes } = (await sandbox.control("GET", "/calls")).body;
    assert.deepEqual({ reads, writes }, { reads: 1, writes: 1 });
  });

  it("reads a file at a branch", async () => {
    await sandbox.repository("files");
    const { data } = await sandbox.graphql(
      '{ repository(owner: "acme", name: "files") { object(expression: "main:README.md") { ... on Blob { text isBinary } } missing: object(expression: "main:nope") { oid } } }',
    );
    assert.equal(data.repository.object.text.split("\n")[0], "# files");
    assert.equal(data.repository.missing, null);
  });
});
