import assert from "node:assert/strict";
import { LocalWorkspace, type Stack } from "@pulumi/pulumi/automation/index.js";
import { TestWorld } from "../../support/world.ts";
import { openSshKey } from "./client.ts";
import { everyKind } from "./resource-kinds.ts";

for (const legacyClient of [true, false]) {
  describe(`every kind of resource with the provider's ${legacyClient ? "legacy" : "new"} client`, function () {
    this.timeout(600_000);
    const key = openSshKey();
    let world: TestWorld;
    let stack: Stack;

    before(async () => {
      world = await TestWorld.start();
      await world.control("PUT", "/organizations/acme/members/mona");
      await world.control("PUT", "/users/guest");
      stack = await LocalWorkspace.createOrSelectStack(
        { stackName: "kinds", projectName: "kinds", program: everyKind(key, false) },
        { envVars: { ...world.environment } },
      );
      await stack.setAllConfig({
        "github:owner": { value: "acme" },
        "github:writeDelayMs": { value: "1" },
        "github:legacyClient": { value: String(legacyClient) },
      });
      await world.resetCalls();
    });
    after(() => world.close());

    async function changes(): Promise<string[]> {
      return Object.keys((await stack.preview({ refresh: true })).changeSummary);
    }

    it("is created, and reads back as it was declared", async () => {
      await stack.up();
      assert.deepEqual(await changes(), ["same"]);
    });

    it("is changed, and reads back as it is declared then", async () => {
      stack.workspace.program = everyKind(key, true);
      const { summary } = await stack.up();
      assert.ok((summary.resourceChanges?.update ?? 0) > 15);
      assert.deepEqual(await changes(), ["same"]);
    });

    it("is deleted, without a request the sandbox does not know", async () => {
      await stack.destroy();
      assert.deepEqual((await world.github.rest.repos.listForOrg({ org: "acme" })).data, []);
      assert.deepEqual((await world.calls()).unknown, []);
    });
  });
}
