import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { environmentOf } from "../../sandbox/environment.ts";
import { down } from "../../sandbox/world.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";

const checkout = join(import.meta.dirname, "../..");
const author = {
  GIT_AUTHOR_NAME: "a developer",
  GIT_AUTHOR_EMAIL: "developer@acme.example",
  GIT_COMMITTER_NAME: "a developer",
  GIT_COMMITTER_EMAIL: "developer@acme.example",
};

describe("fairway sandbox", function () {
  this.timeout(600_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let directory: string;

  before(async function () {
    // Where the tools are not there yet, they are built once, before anything here is measured.
    this.timeout(1_200_000);
    const address = { url: "http://127.0.0.1:4", token: "none", organization: "acme" };
    const place = temporaryFolder();
    await environmentOf({
      ...address,
      state: join(place.path, "state"),
      pulumiHome: join(place.path, "home"),
    });
    place.remove();
  });
  beforeEach(() => {
    folder = temporaryFolder();
    directory = join(folder.path, "it's here");
  });
  afterEach(async () => {
    await down({ directory });
    folder.remove();
  });

  const fairwayIn = (cwd: string, ...args: string[]) =>
    execa(process.execPath, [join(checkout, "bin/fairway.js"), "sandbox", ...args], {
      cwd,
      env: { FAIRWAY_SANDBOX: directory, NO_COLOR: "1" },
      reject: false,
      stdin: "ignore",
    });
  const fairway = (...args: string[]) => fairwayIn(checkout, ...args);
  const json = async (...args: string[]) => JSON.parse((await fairway(...args, "--json")).stdout);

  it("starts with an organisation and the Apps of the catalogue, tells of itself, and ends", async () => {
    const { url, pid } = await json("up", "--organization", "acme");
    const { running, organizations } = await json("status");
    assert.equal(running, true);
    // What the catalogue says is archived is there from the start, since nothing makes a repository only to archive it.
    assert.deepEqual(organizations, [{ login: "acme", repositories: 1 }]);
    assert.ok(existsSync(join(directory, "apps/acme-promoter.pem")));
    assert.match((await fairway("status")).stdout, new RegExp(`runs at ${url} \\(process ${pid}\\)`));
    assert.match((await fairway("down")).stdout, /is down/);
    assert.equal((await json("status")).running, false);
  });

  it("says what is wrong with what is asked of clusters", async () => {
    const unknown = await fairway("down", "--clusters", "none");
    assert.match(unknown.stderr, /The sandbox has no cluster none; it has none\./);
    const lonely = await fairway("up", "--flux");
    assert.equal(lonely.exitCode, 2);
    assert.match(lonely.stderr, /--flux is for clusters; name them with --clusters/);
  });

  it("prints an environment that a shell takes as it is", async () => {
    const { url } = await json("up");
    const { stdout } = await fairway("env", "--organization", "other");
    const shell = await execa("sh", [
      "-c",
      `${stdout}\necho "$GITHUB_BASE_URL $GITHUB_OWNER $PULUMI_HOME"; pulumi version`,
    ]);
    const [variables, version] = shell.stdout.split("\n");
    assert.equal(variables, `${url}/ other ${join(directory, "pulumi")}`);
    assert.equal(version, "v3.257.0");
  });

  it("loads an organisation from a file, under the file's name or another", async () => {
    await json("up");
    const file = join(folder.path, "small.json");
    writeFileSync(
      file,
      JSON.stringify({
        organization: "small",
        teams: [],
        repositories: [{ name: "one", visibility: "public" }],
      }),
    );
    assert.match((await fairway("load", file)).stdout, /small has 1 repositories now/);
    await fairway("load", file, "--organization", "second");
    const names = (await json("status")).organizations.map(({ login }: { login: string }) => login);
    assert.deepEqual(names, ["acme", "small", "second"]);
  });

  it("publishes a checkout as the repository that takes pull requests, and overwrites nothing there", async () => {
    await json("up");
    const project = join(folder.path, "project");
    const git = async (...args: string[]) => (await execa("git", args, { cwd: project, env: author })).stdout;
    mkdirSync(project);
    await git("init", "--quiet", "--initial-branch", "work");
    writeFileSync(join(project, "Pulumi.yaml"), "name: fairway\nruntime: nodejs\n");
    await git("add", "--all");
    await git("commit", "--quiet", "--message", "The first of it");

    const first = await fairwayIn(project, "publish", "--json");
    const { commit, path } = JSON.parse(first.stdout);
    assert.equal(commit, await git("rev-parse", "HEAD"));
    assert.equal(await git("--git-dir", path, "rev-parse", "main"), commit);
    assert.match((await fairway("env")).stdout, /^export GH_REPO='acme\/fairway'$/m);
    await git("commit", "--quiet", "--allow-empty", "--message", "The second");
    assert.equal((await fairwayIn(project, "publish")).exitCode, 0);
    assert.equal(await git("--git-dir", path, "rev-parse", "main"), await git("rev-parse", "HEAD"));

    await git("reset", "--quiet", "--hard", commit);
    await git("commit", "--quiet", "--allow-empty", "--message", "Another second");
    const { exitCode, stderr } = await fairwayIn(project, "publish");
    assert.equal(exitCode, 1);
    assert.match(stderr, /acme\/fairway has commits that this checkout has not\. .*git pull/);
  });

  it("refuses a broken file with exit code 2 and the place of the fault", async () => {
    await json("up");
    const file = join(folder.path, "broken.yaml");
    writeFileSync(file, "organization: small\nrepositories:\n  - name: one\n    colour: red\n");
    const { exitCode, stderr } = await fairway("load", file);
    assert.equal(exitCode, 2);
    assert.match(stderr, /broken\.yaml can't be loaded: [\s\S]*colour/);
    assert.equal((await fairway("load", join(folder.path, "absent.yaml"))).exitCode, 2);
  });

  it("deletes nothing unasked", async () => {
    await json("up");
    const { exitCode, stderr } = await fairway("reset");
    assert.equal(exitCode, 2);
    assert.match(stderr, /needs --yes/);
    assert.ok(existsSync(directory));
    assert.equal((await fairway("reset", "--yes")).exitCode, 0);
    assert.ok(!existsSync(directory));
  });

  it("says what to do where it is not running", async () => {
    const { exitCode, stderr } = await fairway("env");
    assert.equal(exitCode, 1);
    assert.match(stderr, /is not running; start it with `fairway sandbox up`/);
    assert.equal((await fairway("up", "--port", "many")).exitCode, 2);
  });
});
