import assert from "node:assert/strict";
import { readFiles } from "../../src/github/branch-files.ts";
import { catalogueWorld } from "../support/catalogue-world.ts";
import { keys, Terminal } from "../support/terminal.ts";
import type { TestWorld } from "../support/world.ts";

const { enter, space, down, interrupt, end } = keys;

describe("the questions of fairway repo create, on a terminal", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await catalogueWorld();
  });
  after(() => world.close());

  it("propose answers, say at once what won't do, and end with a pull request", async () => {
    const terminal = new Terminal(world, ["repo", "create"]);
    await terminal.answer(/What kind of repository\?/, enter);
    await terminal.answer(/What is it called\?/, "till", enter);
    await terminal.answer(/`till` is taken: the catalogue has it already/, "\x15", "shop", enter);
    await terminal.answer(/What is it for, in one line\?/, "Sells things", enter);
    await terminal.answer(/Which team owns it\?/, enter);
    await terminal.answer(/Topics it is found by/, enter);
    await terminal.answer(/What does it begin with\?/, down, space, enter);
    await terminal.answer(/Directory for backend-python/, "api", enter);
    await terminal.answer(/Does it run on clusters\?/, enter);
    await terminal.answer(/deploy repository called\? \(shop-deploy\)/, enter);
    await terminal.answer(/On which clusters does it run\?/, enter);
    await terminal.answer(/Its namespace there: \(shop\)/, enter);
    await terminal.answer(/How much may it have there\?/, enter);
    await terminal.answer(/templates' own questions too/, "y", enter);
    await terminal.answer(/shop, base: versioning/, down, enter);
    await terminal.answer(/shop, base: licence/, enter);
    await terminal.answer(/shop\/api, backend-python: Where does it listen\? \(8080\)/, enter);
    await terminal.answer(/shop-deploy, base: versioning/, enter);
    await terminal.answer(/shop-deploy, base: licence/, enter);
    await terminal.answer(/repos\/shop-deploy\/repo\.yaml/);
    await terminal.answer(/Open a pull request with this at acme\/fairway\?/, enter);
    await terminal.answer(/\/acme\/fairway\/pull\/1/);
    const { code, shown } = await terminal.end();
    assert.equal(code, 0, shown);
    const branch = { owner: "acme", repository: "fairway", branch: "fairway/create-shop" };
    const files = (await readFiles(world.github, branch, ["repos/shop", "repos/shop-deploy"])) ?? {};
    assert.match(files["repos/shop/repo.yaml"] ?? "", /versioning: calver/);
    assert.doesNotMatch(files["repos/shop/repo.yaml"] ?? "", /licence|port/);
    assert.match(files["repos/shop-deploy/repo.yaml"] ?? "", /clusters: \[ one, two \]/);
  });

  for (const [what, pressed] of [
    ["Ctrl-C", ["Sells", interrupt]],
    ["the input's end", [end]],
  ] as const)
    it(`are left by ${what}, and nothing was sent`, async () => {
      await world.resetCalls();
      const terminal = new Terminal(world, [
        "repo",
        "create",
        "kiosk",
        "--archetype",
        "plain",
        "--team",
        "core",
      ]);
      await terminal.answer(/What is it for, in one line\?/, ...pressed);
      const { code, shown } = await terminal.end();
      assert.equal(code, 1, shown);
      assert.match(shown, /Nothing was sent\./);
      assert.doesNotMatch(shown, /Prompt|Warning| at .*\.ts/);
      assert.equal((await world.calls()).writes, 0);
    });

  it("end with nothing where somebody says no", async () => {
    const terminal = new Terminal(world, ["repo", "archive", "till"]);
    await terminal.answer(/GitHub has no repository `till`/);
    assert.equal((await terminal.end()).code, 2);
    await world.github.rest.repos.createInOrg({ org: "acme", name: "till", auto_init: true });
    await world.resetCalls();
    const second = new Terminal(world, ["repo", "archive", "till"]);
    await second.answer(/\+ archived: true/);
    await second.answer(/Open a pull request with this/, "n", enter);
    const { code, shown } = await second.end();
    assert.equal(code, 1, shown);
    assert.match(shown, /Nothing was sent\./);
    assert.equal((await world.calls()).writes, 0);
  });
});
