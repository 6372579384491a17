import { deepStrictEqual } from "node:assert/strict";
import * as github from "@pulumi/github";
import type { PulumiFn } from "@pulumi/pulumi/automation/index.js";
import { findEngine } from "../../src/engine/find.ts";
import { findProject } from "../../src/engine/project.ts";
import { openStack } from "../../src/engine/pulumi.ts";
import { previewStack, updateStack } from "../../src/engine/run.ts";
import { TestWorld } from "../support/world.ts";
import { Hand } from "./by-hand.ts";

const repository = "widgets";

/** What people report of the GitHub provider, held against the pinned version: what is true of it, and what no longer is. */
describe("the pinned GitHub provider", function () {
  this.timeout(600_000);
  let world: TestWorld;
  let hand: Hand;
  let program: PulumiFn = async () => {};

  before(async () => {
    world = await TestWorld.start();
    hand = new Hand(world.github);
    await world.github.rest.repos.createInOrg({ org: "acme", name: repository, auto_init: true });
  });
  after(() => world.close());

  async function open(name: string) {
    world.write(`stacks/Pulumi.${name}.yaml`, JSON.stringify({ config: { "github:writeDelayMs": "1" } }));
    const project = findProject(world.project);
    const options = { project, name, program: () => program(), engine: await findEngine() };
    return openStack(options).stack;
  }

  it("cannot empty a repository's topics", async () => {
    const stack = await open("topics");
    program = async () => {
      new github.RepositoryTopics("topics", { repository, topics: [] });
    };
    await updateStack(stack);
    await hand.ask(`PUT ${repository}/topics`, { names: ["stray"] });
    await updateStack(stack, { refresh: true });
    deepStrictEqual((await hand.ask(`GET ${repository}/topics`)).names, ["stray"]);
  });

  describe("with a ruleset's bypass actors", () => {
    const admin = { actor_id: 5, actor_type: "RepositoryRole", bypass_mode: "always" };
    const owners = { actor_id: null, actor_type: "OrganizationAdmin", bypass_mode: "always" };
    const bypass = async (actors: object[]) => {
      const id = await hand.id(`${repository}/rulesets`, { name: "guard" });
      await hand.ask(`PUT ${repository}/rulesets/${id}`, { bypass_actors: actors });
    };
    const live = async () => {
      const id = await hand.id(`${repository}/rulesets`, { name: "guard" });
      const { bypass_actors: actors } = await hand.ask(`GET ${repository}/rulesets/${id}`);
      return (actors as { actor_type: string }[]).map(({ actor_type }) => actor_type).toSorted();
    };
    const declare = async (bypassActors: github.types.input.RepositoryRulesetBypassActor[]) => {
      const stack = await open("bypass");
      program = async () => {
        new github.RepositoryRuleset("guard", {
          repository,
          name: "guard",
          target: "branch",
          enforcement: "active",
          bypassActors,
          conditions: { refName: { includes: ["~ALL"], excludes: [] } },
          rules: { deletion: true },
        });
      };
      return stack;
    };
    const declared = [
      { actorId: 5, actorType: "RepositoryRole", bypassMode: "always" },
      { actorType: "OrganizationAdmin", bypassMode: "always" },
    ];

    it("sees those that are added by hand, and takes them away", async () => {
      const stack = await declare(declared.slice(0, 1));
      await updateStack(stack);
      await bypass([admin, owners]);
      await updateStack(stack, { refresh: true });
      deepStrictEqual(await live(), ["RepositoryRole"]);
    });

    it("sees that all were removed by hand, and puts them back", async () => {
      const stack = await declare(declared);
      await updateStack(stack);
      await bypass([]);
      await updateStack(stack, { refresh: true });
      deepStrictEqual(await live(), ["OrganizationAdmin", "RepositoryRole"]);
    });

    it("finds no difference in their order", async () => {
      const stack = await declare(declared);
      await bypass([owners, admin]);
      deepStrictEqual((await previewStack(stack, { refresh: true })).changes, []);
    });

    it("takes all away that are declared no more", async () => {
      const stack = await declare([]);
      await updateStack(stack);
      deepStrictEqual(await live(), []);
      deepStrictEqual((await previewStack(stack, { refresh: true })).changes, []);
    });
  });
});
