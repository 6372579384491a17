import assert from "node:assert/strict";
import { type Generated, generate } from "./generate.ts";
import { git, TemplateRepositories } from "./template-repositories.ts";

describe("the next release", () => {
  let templates: TemplateRepositories;
  let generated: Generated;

  const start = async (versioning: string) => {
    generated = await generate(templates, [{ template: "base", answers: { versioning } }]);
  };
  const tag = (version: string) => git(generated.folder, "tag", `v${version}`);
  const next = () => generated.run(".github/scripts/next-version");
  /** The version that a commit of that title makes after a release. */
  const made = async (version: string, title: string) => {
    await tag(version);
    await generated.commit(title);
    return next();
  };
  const month = () => {
    const now = new Date();
    return `${now.getUTCFullYear()}.${now.getUTCMonth() + 1}`;
  };

  before(async () => {
    templates = await TemplateRepositories.create();
  });
  after(() => templates.remove());
  afterEach(() => generated.remove());

  it("in SemVer begins below one, and moves what the commits ask for", async () => {
    await start("semver");
    assert.equal(await next(), "0.1.0");
    assert.equal(await made("0.4.1", "feat!: what breaks below one"), "0.5.0");
    assert.equal(await made("1.2.3", "fix(deps): another version"), "1.2.4");
    assert.equal(await made("1.2.4", "feat: something new"), "1.3.0");
    assert.equal(await made("1.3.0", "refactor!: what breaks"), "2.0.0");
    assert.equal(await made("2.0.0", "chore: nothing to tell"), "");
    assert.equal(await made("2.0.1", 'Revert "feat: something new" (#7)'), "2.0.2");
    assert.equal(await made("2.0.2", "no conventional commit"), "");
  });

  it("is told by a task, and said where it is none", async () => {
    await start("semver");
    const told = () => generated.run("task", "release:next");
    assert.match(await told(), /0\.1\.0$/);
    await tag("0.1.0");
    await generated.commit("chore: nothing to tell");
    assert.match(await told(), /Nothing since the last release makes another one\.$/);
  });

  it("in CalVer counts within the month", async () => {
    await start("calver");
    assert.equal(await next(), `${month()}.0`);
    assert.equal(await made("2020.12.7", "fix: something"), `${month()}.0`);
    assert.equal(await made(`${month()}.9`, "feat: something new"), `${month()}.10`);
    assert.equal(await made(`${month()}.10`, "docs: nothing to release"), "");
  });

  it("has notes that tell of what it brings", async () => {
    await start("semver");
    await tag("1.0.0");
    await generated.commit("feat(api): cards can be blocked");
    await generated.commit("chore: unimportant");
    await generated.commit("fix: sums are right");
    const notes = await generated.run(
      "git-cliff",
      "--config",
      ".github/cliff.toml",
      "--unreleased",
      "--tag",
      "v1.1.0",
    );
    assert.match(notes, /### New\n\n- cards can be blocked \([0-9a-f]{8}\)\n\n### Fixed\n\n- sums are right/);
    assert.doesNotMatch(notes, /unimportant/);
  });

  it("is none where none are wanted", async () => {
    await start("none");
    assert.ok(!generated.has(".github/scripts/next-version"));
    assert.ok(!generated.has(".github/workflows/release.yml"));
  });
});
