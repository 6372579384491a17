import { deepStrictEqual, equal } from "node:assert/strict";
import { environments } from "../../../src/repository/facets/environments.ts";
import { FacetWorld } from "./facet-world.ts";

describe("environments, by the engine", function () {
  this.timeout(600_000);
  let world: FacetWorld;
  const ids = { payments: 0, octocat: 0 };
  const asDeclared = async () =>
    deepStrictEqual(await environments.observe(world.live, world.declared), {
      environments: world.declared.environments,
    });
  /** Sets an environment anew, as the web page does. */
  const byHand = (changes: Record<string, unknown>) =>
    world.byHand("PUT /environments/live", {
      wait_timer: 30,
      prevent_self_review: true,
      can_admins_bypass: false,
      reviewers: [
        { type: "Team", id: ids.payments },
        { type: "User", id: ids.octocat },
      ],
      deployment_branch_policy: { protected_branches: false, custom_branch_policies: true },
      ...changes,
    });
  before(async () => {
    world = await FacetWorld.start({
      teamId: () => ids.payments,
      teamSlug: name => name,
      userId: () => ids.octocat,
    });
    const { github, organization } = world.world;
    const team = await github.rest.teams.create({ org: organization, name: "payments", privacy: "closed" });
    await world.world.control("PUT", "/users/octocat");
    await github.rest.orgs.setMembershipForUser({ org: organization, username: "octocat" });
    ids.payments = team.data.id;
    ids.octocat = (await github.rest.users.getByUsername({ username: "octocat" })).data.id;
    world.declare({
      access: { teams: { payments: "push" }, users: { octocat: "push" } },
      environments: {
        preview: {},
        guarded: { branches: "protected" },
        live: {
          reviewers: { teams: ["payments"], users: ["octocat"] },
          prevent_self_review: true,
          wait_minutes: 30,
          admins_bypass: false,
          branches: ["main", "release/*"],
          tags: ["v*"],
        },
      },
    });
    await world.up();
  });
  after(() => world.close());

  it("stay as they were made", async () => {
    deepStrictEqual(await world.preview(), []);
    deepStrictEqual(await world.preview({ refresh: true }), []);
    await asDeclared();
  });

  it("are put back when somebody loosens their rules", async () => {
    await byHand({ wait_timer: 0, can_admins_bypass: true, reviewers: [{ type: "User", id: ids.octocat }] });
    await world.byHand("PUT /environments/preview", { reviewers: [{ type: "User", id: ids.octocat }] });
    await world.byHand("DELETE /environments/guarded");
    deepStrictEqual((await world.up({ refresh: true })).toSorted(), [
      "create environment/guarded",
      "update environment/live",
      "update environment/preview",
    ]);
    await asDeclared();
  });

  it("are put back when somebody takes all reviewers away", async () => {
    await byHand({ reviewers: null, prevent_self_review: false });
    deepStrictEqual(await world.up({ refresh: true }), ["update environment/live"]);
    await asDeclared();
  });

  it("are put back when somebody lets every branch deploy", async () => {
    await byHand({ deployment_branch_policy: null });
    deepStrictEqual(await world.up({ refresh: true }), ["update environment/live"]);
    await asDeclared();
  });

  it("get back a pattern that somebody deleted or changed, and lose one that somebody added", async () => {
    const policies = await world.live.deploymentPolicies("live");
    const base = "/environments/live/deployment-branch-policies";
    const id = (pattern: string) => policies.find(({ name }) => name === pattern)?.id;
    await world.byHand(`DELETE ${base}/${id("v*")}`);
    await world.byHand(`PUT ${base}/${id("main")}`, { name: "*" });
    await world.byHand(`POST ${base}`, { name: "stranger/*" });
    deepStrictEqual(await world.up({ refresh: true }), ["update environment/live"]);
    await asDeclared();
  });

  it("leave those alone that workflows or people made, and report the ones with rules", async () => {
    await world.byHand("PUT /environments/made-by-a-workflow", {});
    await world.byHand("PUT /environments/by-hand", { wait_timer: 5 });
    deepStrictEqual(await world.up({ refresh: true }), []);
    deepStrictEqual((await environments.kinds.environment.list?.(world.live))?.toSorted(), [
      "by-hand",
      "guarded",
      "live",
    ]);
    await world.byHand("DELETE /environments/by-hand");
  });

  it("go over to protected branches and back", async () => {
    const before = world.declared.environments ?? {};
    const { branches: _, tags: __, ...rules } = before.live ?? {};
    const declare = (environments: object) => world.declare({ access: world.declared.access, environments });
    declare({ ...before, live: { ...rules, branches: "protected" } });
    await world.up();
    deepStrictEqual(await world.preview({ refresh: true }), []);
    await asDeclared();
    declare(before);
    await world.up();
    deepStrictEqual(await world.preview({ refresh: true }), []);
    await asDeclared();
  });

  it("are taken in", async () => {
    const found = await world.adopt();
    equal(found["environment/live"], "acme/widgets/live");
    deepStrictEqual(await world.preview(), []);
  });
});
