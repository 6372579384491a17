import assert from "node:assert/strict";
import { asRulesets } from "../../src/adoption/as-rulesets.ts";
import { TestWorld } from "../support/world.ts";

const named = (slug: string) => ({ core: "Core" })[slug] ?? slug;

describe("classic branch protection as rulesets", () => {
  it("keeps what everybody must do in one ruleset, which administrators pass where they passed the classic rule", () => {
    const { rulesets, differences } = asRulesets(
      "main",
      { reviews: { approvals: 2, code_owners: true }, checks: { contexts: ["build"], strict: true } },
      named,
    );
    assert.deepEqual(rulesets, {
      main: {
        include: ["refs/heads/main"],
        bypass: [{ actor: "organization_admins" }, { role: "admin" }],
        rules: {
          deletion: true,
          non_fast_forward: true,
          pull_request: { approvals: 2, code_owners: true },
          checks: { contexts: ["build"], strict: true },
        },
      },
    });
    assert.deepEqual(differences, []);
  });

  it("puts what only some may do in a ruleset of its own, since a bypass covers all of a ruleset's rules", () => {
    const { rulesets } = asRulesets("main", { admins: true, push: { allow: { teams: ["core"] } } }, named);
    assert.deepEqual(rulesets["main pushes"], {
      include: ["refs/heads/main"],
      bypass: [{ team: "Core" }],
      rules: { update: true, creation: true },
    });
  });

  it("says what a ruleset can't do", () => {
    const { differences } = asRulesets(
      "main",
      {
        resolve_threads: true,
        push: { allow: { apps: ["A_1"] } },
        force_push_bypass: { users: ["user-001"] },
      },
      named,
    );
    assert.equal(differences.length, 3);
  });

  it("comes with the next up: the rulesets first, then the classic rule goes", async function () {
    this.timeout(600_000);
    const world = await TestWorld.start();
    try {
      await world.control("POST", "/load", {
        organization: "acme",
        teams: [],
        repositories: [
          {
            name: "shop",
            branch_protection: {
              main: { required_pull_request_reviews: { required_approving_review_count: 1 } },
            },
          },
        ],
      });
      const imported = await world.fairway(["import", "shop", "--as-rulesets"]);
      assert.equal(imported.code, 0, imported.stderr + imported.stdout);
      const up = await world.fairway(["up", "--yes", "--allow-weaker"]);
      assert.equal(up.code, 0, up.stderr + up.stdout);
      const { data: rulesets } = await world.github.request("GET /repos/{owner}/{repo}/rulesets", {
        owner: "acme",
        repo: "shop",
      });
      assert.deepEqual(
        rulesets.map(({ name }: { name: string }) => name),
        ["main"],
      );
      await assert.rejects(
        world.github.request("GET /repos/{owner}/{repo}/branches/{branch}/protection", {
          owner: "acme",
          repo: "shop",
          branch: "main",
        }),
        { status: 404 },
      );
      const again = await world.fairway(["preview", "--refresh", "--expect-no-changes"]);
      assert.equal(again.code, 0, again.stdout);
    } finally {
      await world.close();
    }
  });
});
