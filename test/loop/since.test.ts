import assert from "node:assert/strict";
import { execa } from "execa";
import { type Catalogue, loadCatalogue } from "../../src/catalogue/catalogue.ts";
import { WrongUsage } from "../../src/engine/project.ts";
import type { Touched } from "../../src/loop/catalogue-change.ts";
import { touchedSince } from "../../src/loop/since.ts";
import { gamma, standard, startSmallOrganization } from "../robustness/small-organization.ts";
import type { Finished, TestWorld } from "../support/world.ts";

describe("What a change touches", function () {
  this.timeout(600_000);
  let world: TestWorld;

  before(async () => {
    world = await startSmallOrganization();
    world.write("package.json", "{}");
    await git("init", "--quiet");
    await commit("first");
    const { code, stderr } = await world.fairway(["up", "--yes"]);
    assert.equal(code, 0, stderr);
  });
  after(() => world.close());
  afterEach(async () => {
    await git("reset", "--hard", "--quiet", "first");
    await git("clean", "-fdq");
  });

  async function git(...args: readonly string[]): Promise<string> {
    const identity = ["-c", "user.name=Somebody", "-c", "user.email=somebody@acme.example"];
    return (await execa("git", [...identity, ...args], { cwd: world.project })).stdout;
  }

  async function commit(tag: string): Promise<void> {
    await git("add", "--all");
    await git("commit", "--quiet", "--message", tag);
    await git("tag", "--force", tag);
  }

  async function load(): Promise<Catalogue> {
    return await loadCatalogue(`${world.project}/repos`, `${world.project}/stacks`);
  }

  async function since(revision = "first"): Promise<Touched> {
    const { project: root } = world;
    return await touchedSince(revision, { root, stacks: `${root}/stacks` }, await load());
  }

  async function preview(...args: readonly string[]): Promise<Finished> {
    return await world.fairway(["preview", "--since", "first", ...args]);
  }

  it("is nothing where nothing is declared otherwise, also where words and tests are others", async () => {
    world.write("README.md", "Words");
    world.write("docs/page.txt", "Words");
    world.write("test/some.test.ts", "// a test");
    world.write("repos/gamma/repo.yaml", `# a comment\n${gamma}`);
    assert.deepEqual(await since(), {
      organization: false,
      repositories: new Set(),
      clusters: new Set(),
    });
  });

  it("is an entry that was changed, that is new, or that is gone, committed or not", async () => {
    world.write("repos/gamma/repo.yaml", gamma.replace("us", "eu"));
    world.write("repos/delta/repo.yaml", gamma);
    await commit("second");
    world.remove("repos/beta");
    const found = await since();
    assert.ok("repositories" in found);
    assert.deepEqual([...found.repositories].toSorted(), ["beta", "delta", "gamma"]);
    assert.equal(found.organization, false);
    const index = await git("status", "--porcelain");
    assert.equal(index, " D repos/beta/repo.yaml");
  });

  it("is each repository that a changed standard says something else of", async () => {
    world.write("repos/standard.yaml", standard.replace("labels:", 'labels:\n    more: {color: "333333"}'));
    world.write("repos/gamma/repo.yaml", `${gamma}labels: {more: null}\n`);
    const found = await since();
    assert.ok("repositories" in found);
    assert.deepEqual([[...found.repositories], found.organization], [["alpha", "beta"], false]);
  });

  it("is the organisation's own where its teams are others", async () => {
    world.write("repos/standard.yaml", standard.replace("Everything", "All"));
    const found = await since();
    assert.ok("organization" in found && found.organization);
  });

  it("is everything where code has changed, or where there was no valid catalogue", async () => {
    world.write("src/more.ts", "export {};");
    assert.deepEqual(await since(), { everything: "src/more.ts has changed" });
    world.remove("src");
    world.write("repos/gamma/repo.yaml", "archetype: nonsense");
    await commit("broken");
    world.write("repos/gamma/repo.yaml", gamma);
    assert.deepEqual(await since("broken"), { everything: "the catalogue of broken is not valid" });
  });

  it("can't be told of a revision that git does not know, nor of an option", async () => {
    await assert.rejects(since("nowhere"), WrongUsage);
    await assert.rejects(since("--output=x"), WrongUsage);
  });

  it("is what a preview is about, which says what else waits", async () => {
    world.write("repos/beta/repo.yaml", "archetype: plain\n");
    await commit("first");
    world.write("repos/gamma/repo.yaml", gamma.replace("us", "eu"));
    const { stdout, stderr, code } = await preview();
    assert.equal(code, 0, stderr);
    assert.match(stdout, /^gamma\n {2}~ variable REGION\n/);
    assert.doesNotMatch(stdout, /beta/);
    assert.match(stderr, /More than what was asked for waits to be brought up: 1 other repository\./);
    const whole = await world.fairway(["preview", "--json"]);
    const part = await preview("--json");
    const ofGamma = (JSON.parse(whole.stdout).changes as { repository: string }[]).filter(
      ({ repository }) => repository === "gamma",
    );
    assert.deepEqual(JSON.parse(part.stdout).changes, ofGamma);
  });

  it("is told to be nothing by a preview that has nothing to show", async () => {
    const { stdout, code } = await preview("--expect-no-changes");
    assert.equal(code, 0);
    assert.match(stdout, /^No changes/);
  });
});
