import assert from "node:assert/strict";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("fairway on the command line", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    const repos = { "standard.yaml": smallStandard, "alpha/repo.yaml": entry() };
    world = await TestWorld.start({ repos });
  });
  after(() => world.close());

  it("names every verb, in plain text", async () => {
    const { code, stdout } = await world.fairway(["--help"]);
    assert.equal(code, 0);
    for (const verb of [
      "validate",
      "preview",
      "comment",
      "up",
      "drift",
      "repo",
      "list",
      "render",
      "promote",
      "release",
      "unlock",
      "sandbox",
      "doctor",
    ]) {
      assert.match(stdout, new RegExp(`^  ${verb} `, "m"));
    }
  });

  it("tells its version", async () => {
    assert.match((await world.fairway(["--version"])).stdout, /^\d+\.\d+\.\d+$/);
  });

  for (const verb of [
    "validate",
    "preview",
    "comment",
    "up",
    "drift",
    "repo",
    "list",
    "render",
    "promote",
    "release",
    "unlock",
  ]) {
    it(`explains ${verb}`, async () => {
      const { code, stdout } = await world.fairway([verb, "--help"]);
      assert.equal(code, 0);
      assert.match(stdout, new RegExp(`Usage: fairway ${verb} `));
    });
  }

  const wrong: readonly (readonly [string, readonly string[], RegExp])[] = [
    ["an unknown verb", ["frobnicate"], /unknown command 'frobnicate'/],
    [
      "an unknown option",
      ["preview", "--frobnicate"],
      /unknown option '--frobnicate'\n+Run `fairway preview --help`/,
    ],
    [
      "a stack that is not there",
      ["preview", "--stack", "moon"],
      /There is no stack `moon`.* There are: github\./,
    ],
    ["up with nobody to ask", ["up"], /give --yes/],
    [
      "a promotion of what is no deploy repository, whoever is there",
      ["promote", "alpha"],
      /`alpha` is no deploy/,
    ],
    [
      "a release that is named like a repository",
      ["release", "cut", "alpha"],
      /`alpha` is a repository, and this/,
    ],
    ["unlock of a stack that is not there", ["unlock", "--stack", "moon"], /There is no stack `moon`/],
  ];
  for (const [what, args, message] of wrong) {
    it(`ends with exit code 2 for ${what}`, async () => {
      const { code, stderr, stdout } = await world.fairway(args);
      assert.equal(code, 2);
      assert.match(stderr, message);
      assert.equal(stdout, "");
    });
  }

  it("lists the catalogue", async () => {
    const { stdout } = await world.fairway(["list"]);
    assert.deepEqual(
      stdout.split("\n").map(line => line.split(/\s{2,}/)),
      [
        ["repository", "archetype", "visibility", "description"],
        ["alpha", "plain", "private"],
      ],
    );
    const [alpha] = JSON.parse((await world.fairway(["list", "--json"])).stdout);
    assert.equal(alpha.name, "alpha");
  });
});
