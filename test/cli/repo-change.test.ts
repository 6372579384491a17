import assert from "node:assert/strict";
import { WrongUsage } from "../../src/engine/project.ts";
import { archiving } from "../../src/entries/archive.ts";
import { renaming } from "../../src/entries/rename.ts";
import { readSnapshot } from "../../src/entries/snapshot.ts";
import { readFiles, writeFiles } from "../../src/github/branch-files.ts";
import { catalogueWorld, roadCatalogue } from "../support/catalogue-world.ts";
import type { TestWorld } from "../support/world.ts";

describe("fairway repo rename and archive", function () {
  this.timeout(600_000);
  let world: TestWorld;
  const main = { owner: "acme", repository: "fairway", branch: "main" };

  before(async () => {
    world = await catalogueWorld({
      ...roadCatalogue,
      "repos/till/notes/why.md": "Because.\n",
      "repos/old-shop/repo.yaml": "archetype: plain\nteam: core\narchived: true\n",
      "repos/ghost/repo.yaml": "archetype: plain\nteam: core\n",
      "repos/waiting/repo.yaml": "archetype: plain\nformerly: was\nteam: core\n",
    });
    for (const name of ["till", "till-deploy", "fleet", "was", "stall"])
      await world.github.rest.repos.createInOrg({ org: "acme", name, auto_init: true });
  });
  after(() => world.close());

  const repo = (...args: readonly string[]) => world.fairway(["repo", ...args]);
  const filesOn = async (branch: string) =>
    (await readFiles(world.github, { ...main, branch }, ["repos", "stacks"])) ?? {};
  const refused = async ([verb, ...args]: readonly string[], message: RegExp) => {
    const place = { ...main, repos: "repos", stacks: "stacks", checkout: world.project };
    const snapshot = await readSnapshot(world.github, place);
    const [from = "", to = ""] = args;
    const change = { organization: "acme", name: from, from, to };
    const made =
      verb === "rename"
        ? renaming(world.github, snapshot, change)
        : archiving(world.github, snapshot, change);
    await assert.rejects(made, error => error instanceof WrongUsage && message.test(error.message));
  };

  it("moves the directory, with the name it had, and keeps every other line", async () => {
    const { code, stdout, stderr } = await repo("rename", "till", "register", "--yes");
    assert.equal(code, 0, stderr);
    assert.match(stdout, /\/pull\/1$/);
    assert.match(
      stderr,
      /repos\/till\/repo\.yaml → repos\/register\/repo\.yaml\n {2}- formerly: cashier\n {2}\+ formerly: till\n/,
    );
    assert.match(stderr, /`till-deploy` keeps its name; `fairway repo rename till-deploy register-deploy`/);
    const files = await filesOn("fairway/rename-till");
    assert.equal(files["repos/till/repo.yaml"], undefined);
    assert.equal(files["repos/till/notes/why.md"], undefined);
    assert.equal(files["repos/register/notes/why.md"], "Because.\n");
    assert.equal(
      files["repos/register/repo.yaml"],
      "archetype: service\n# It takes the money.\nteam: core\nformerly: till\n",
    );
    const again = await repo("rename", "till", "register", "--yes", "--json");
    assert.equal(JSON.parse(again.stdout).state, "unchanged");
  });

  it("names it otherwise wherever the catalogue names it, and nowhere else", async () => {
    const { code, stdout, stderr } = await repo("rename", "fleet", "armada", "--yes", "--json");
    assert.equal(code, 0, stderr);
    const { files, removed } = JSON.parse(stdout);
    assert.deepEqual(removed, ["repos/fleet/repo.yaml"]);
    assert.deepEqual(Object.keys(files).sort(), ["repos/armada/repo.yaml", "repos/standard.yaml"]);
    assert.equal(
      files["repos/standard.yaml"],
      roadCatalogue["repos/standard.yaml"]?.replace("repository: fleet", "repository: armada"),
    );
    assert.equal(
      files["repos/armada/repo.yaml"],
      "archetype: plain # where all is\nformerly: fleet\nteam: core\n",
    );
  });

  it("keeps the name from before a rename that is not brought up yet", async () => {
    const { stdout } = await repo("rename", "waiting", "arrived", "--yes", "--json");
    assert.match(JSON.parse(stdout).files["repos/arrived/repo.yaml"], /^formerly: was$/m);
  });

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    [
      "a name that is not there",
      ["rename", "tll", "x"],
      /`tll` is not a repository of the catalogue; did you mean `till`\?/,
    ],
    ["a taken name", ["rename", "till", "fleet"], /`fleet` is taken: the catalogue has it/],
    [
      "a name that is taken at GitHub",
      ["rename", "till", "stall"],
      /`stall` is taken: it is at GitHub already/,
    ],
    ["a name that GitHub refuses", ["rename", "till", "a b"], /`a b` is not a repository name/],
    ["its own name", ["rename", "till", "till"], /`till` is its name already/],
    ["an archived repository", ["rename", "old-shop", "x"], /`old-shop` is archived.*take `archived` out/],
    [
      "a tenant that stands",
      ["archive", "till-deploy"],
      /has a tenant on one, two.*\nFirst take `tenant` out of repos\/till-deploy/,
    ],
    [
      "what is needed still",
      ["archive", "fleet"],
      /`fleet` is still needed.*\n {2}repos\/standard\.yaml:\d+:\d+\n/,
    ],
    ["what is archived", ["archive", "old-shop"], /archived already/],
    ["what is not at GitHub", ["archive", "ghost"], /GitHub has no repository `ghost`/],
    ["what waits for another name", ["archive", "waiting"], /GitHub still has `waiting` as `was`/],
  ];
  for (const [what, args, message] of wrong)
    it(`refuses to ${args[0]}: ${what}`, () => refused(args, message));

  it("archives, and keeps the file", async () => {
    const { code, stdout, stderr } = await repo("archive", "till", "--yes");
    assert.equal(code, 0, stderr);
    assert.match(stderr, /`till-deploy` stays as it is/);
    assert.ok(stdout);
    const { "repos/till/repo.yaml": text } = await filesOn("fairway/archive-till");
    assert.equal(text, "archetype: service\narchived: true\n# It takes the money.\nteam: core\n");
  });

  it("knows what is merged already", async () => {
    const files = { "repos/register/repo.yaml": "archetype: service\nformerly: till\nteam: core\n" };
    await writeFiles(world.github, main, ["repos/till"], files, { message: "Merge" });
    await refused(["rename", "till", "register"], /`till` is called `register` already/);
  });
});
