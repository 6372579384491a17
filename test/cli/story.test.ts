import assert from "node:assert/strict";
import { entry, smallStandard } from "../support/catalogue.ts";
import { TestWorld } from "../support/world.ts";

describe("From an empty organisation to one that is kept in shape", function () {
  this.timeout(600_000);
  const began = Date.now();
  let world: TestWorld;

  before(async () => {
    world = await TestWorld.start({
      config: { "github:writeDelayMs": "1", "github:parallelRequests": "true" },
      repos: { "standard.yaml": smallStandard, "alpha/repo.yaml": entry("description: First") },
    });
  });
  after(() => world.close());

  it("previews what would be made, for people and for programs", async () => {
    const { code, stdout } = await world.fairway(["preview"]);
    assert.equal(code, 0);
    assert.match(stdout, /^alpha\n {2}\+ new, with /m);
    const plan = JSON.parse((await world.fairway(["preview", "--json"])).stdout);
    assert.deepEqual(Object.keys(plan), ["stack", "summary", "changes", "risks"]);
    assert.equal(plan.stack, "github");
    assert.equal(plan.summary.create, plan.changes.length);
    assert.deepEqual(Object.keys(plan.summary), ["create", "update", "replace", "delete", "import", "same"]);
  });

  it("shows the same as a dry run of what would be done, and does nothing", async () => {
    const { stdout } = await world.fairway(["preview"]);
    await world.resetCalls();
    const dry = await world.fairway(["up", "--yes", "--dry-run"]);
    assert.deepEqual([dry.code, dry.stdout], [0, stdout]);
    const plan = await world.fairway(["up", "--dry-run", "--json"]);
    assert.ok(JSON.parse(plan.stdout).summary.create > 0);
    assert.equal((await world.calls()).writes, 0);
  });

  it("ends with exit code 3 when no changes were expected", async () => {
    assert.equal((await world.fairway(["preview", "--expect-no-changes"])).code, 3);
  });

  it("makes it, with a table by repository at the end", async () => {
    const { code, stdout, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^repository +adopted +created/m);
    assert.match(stdout, /^alpha +0 +\d+ +0 +0 +0 +0$/m);
    assert.equal((await world.fairway(["preview", "--refresh", "--expect-no-changes"])).code, 0);
  });

  it("keeps a stack for one organisation", async () => {
    await world.control("PUT", "/organizations/other");
    const { code, stderr } = await world.fairway(["preview", "--organization", "other"]);
    assert.equal(code, 2);
    assert.match(stderr, /The stack `github` holds the organisation `acme`, and a stack holds one only/);
  });

  it("finds drift with exit code 3, and puts it back", async () => {
    await world.github.rest.repos.update({
      owner: world.organization,
      repo: "alpha",
      description: "Something else",
    });
    const found = await world.fairway(["drift", "--json"]);
    assert.equal(found.code, 3);
    const document = JSON.parse(found.stdout) as { differences: { after?: string }[] };
    const [{ after = "" } = {}] = document.differences;
    assert.ok(Date.parse(after) >= began - 1000 && Date.parse(after) <= Date.now(), after);
    assert.deepEqual(document, {
      stack: "github",
      differences: [
        {
          repository: "alpha",
          kind: "repository",
          property: "description",
          declared: "First",
          found: "Something else",
          after,
        },
      ],
      strangers: [],
      undeclared: [],
      lost: [],
      transferred: [],
      hidden: [],
      inBulk: true,
      healed: false,
    });
    const dry = await world.fairway(["drift", "--heal", "--dry-run"]);
    assert.equal(dry.code, 3);
    assert.match(dry.stdout, /1 difference\. `fairway drift --heal` puts them back\./);
    const healed = await world.fairway(["drift", "--heal"]);
    assert.equal(healed.code, 0);
    assert.match(healed.stdout, /1 difference, all put back\.\n/);
    const clean = await world.fairway(["drift"]);
    assert.equal(clean.code, 0);
    assert.match(
      clean.stdout,
      /^Everything is as declared\.\n\nLooked at in bulk: `fairway drift --full` looks at \d+ more kinds of things\.$/,
    );
    const whole = await world.fairway(["drift", "--full"]);
    assert.deepEqual([whole.code, whole.stdout], [0, "Everything is as declared."]);
  });

  it("says what GitHub refused and of which repository, and finishes the next time", async () => {
    world.write("repos/beta/repo.yaml", entry());
    await world.control("PUT", "/faults", [
      {
        method: "PUT",
        path: "/repos/acme/beta$",
        times: 10,
        action: "status",
        status: 422,
        body: { message: "Not today" },
      },
    ]);
    const refused = await world.fairway(["up", "--yes"]);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /beta, collaborators: .*Not today/);
    await world.control("DELETE", "/faults");
    assert.equal((await world.fairway(["up", "--yes"])).code, 0);
    assert.equal((await world.fairway(["preview", "--refresh", "--expect-no-changes"])).code, 0);
  });
});
