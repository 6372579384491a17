import assert from "node:assert/strict";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { obtain } from "../../tools/obtain.ts";
import { progressOn } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";
import { imageTools } from "../../tools/registry.ts";
import { renovatePrograms } from "../../tools/renovate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { environment } from "../templates/environment.ts";
import { type Files, RenovateWorld } from "./world.ts";

const repository = "parcels";

const pyproject = `[project]
name = "api"
version = "0"
requires-python = ">=3.11"
dependencies = ["six==1.16.0", "h11==0.14.0"]

[project.optional-dependencies]
dev = ["iniconfig==2.0.0"]
`;

const lists = ["api/pyproject.toml", "api/requirements-dev.txt", "api/requirements.txt"];

/** As the template \`backend-python\` makes its lists, which is how Renovate has to make them again. */
const compile = ["pip", "compile", "--quiet", "--universal", "--generate-hashes"];

const workflow = `on: push
jobs:
  test:
    runs-on: ubuntu-24.04
    steps:
      - uses: actions/checkout@v4.2.0
`;

/** The lists of a component and of what checks it, with the hashes of everything. */
async function compiled(): Promise<Files> {
  const folder = temporaryFolder();
  const uv = async (directory: string, ...args: readonly string[]) =>
    await execa("uv", [...compile, ...args], { cwd: join(folder.path, directory), ...(await environment()) });
  try {
    const write = (path: string, text: string) => writeFileSync(join(folder.path, path), text);
    for (const directory of ["api", "tools"]) mkdirSync(join(folder.path, directory));
    write("api/pyproject.toml", pyproject);
    write("tools/requirements.in", "six==1.16.0\n");
    await uv("api", "--extra=dev", "--output-file=requirements-dev.txt", "pyproject.toml");
    await uv("api", "--constraint=requirements-dev.txt", "--output-file=requirements.txt", "pyproject.toml");
    await uv("tools", "--output-file=requirements.txt", "requirements.in");
    const read = (path: string) => readFileSync(join(folder.path, path), "utf8");
    return {
      "api/pyproject.toml": pyproject,
      "api/requirements.txt": read("api/requirements.txt"),
      "api/requirements-dev.txt": read("api/requirements-dev.txt"),
      ".github/tools/requirements.in": read("tools/requirements.in"),
      ".github/tools/requirements.txt": read("tools/requirements.txt"),
    };
  } finally {
    folder.remove();
  }
}

describe("Renovate in a repository that templates have made", function () {
  // Where its tools have to be obtained first.
  this.timeout(1_200_000);
  let world: RenovateWorld;
  let first: Files;

  before(async () => {
    const progress = progressOn();
    await obtain(imageTools, { progress });
    await Promise.all([renovatePrograms({ progress }), pythonTools({ progress })]);
    world = await RenovateWorld.start();
    const image = await world.image("acme/base/python", "1.0.0", "1.0.1");
    await world.repository("actions", "checkout", { README: "4.2.0" }, "v4.2.0");
    await world.commit("actions", "checkout", "4.2.2", { README: "4.2.2" }, "v4.2.2");
    first = {
      "renovate.json": JSON.stringify({
        extends: ["local>acme/renovate-config", "local>acme/renovate-config:generated"],
      }),
      ...(await compiled()),
      "api/Dockerfile": `FROM ${image}:1.0.0 AS prod\n`,
      ".github/checks/lint.Dockerfile": `FROM ${image}:1.0.0\n`,
      ".github/workflows/ci.yml": workflow,
      ".github/workflows/ours.yml": workflow,
    };
    await world.repository("acme", repository, first);
    await world.renovate(repository);
  });
  after(() => world?.stop());

  const pulls = async () =>
    (await world.github.rest.pulls.list({ owner: "acme", repo: repository, per_page: 100 })).data;

  /** What a pull request with such a title changes. */
  async function changed(title: RegExp): Promise<readonly string[]> {
    const all = await pulls();
    const { number } =
      all.find(pull => title.test(pull.title)) ?? assert.fail(all.map(pull => pull.title).join("\n"));
    const of = { owner: "acme", repo: repository, pull_number: number };
    const { data } = await world.github.rest.pulls.listFiles(of);
    return data.map(({ filename }) => filename).sort();
  }

  it("changes a list with everything that it stands for, with the hashes of the new versions", async () => {
    const title = /^fix\(deps\): update python packages$/;
    assert.deepEqual(await changed(title), lists);
    const { head } = (await pulls()).find(pull => title.test(pull.title)) ?? assert.fail();
    const [project, development, production] = await Promise.all(
      lists.map(path => world.file(repository, path, head.sha)),
    );
    const version = /six==([\d.]+)/.exec(project ?? "")?.[1] ?? assert.fail(project);
    assert.notEqual(version, "1.16.0");
    for (const list of [development, production])
      assert.match(list ?? "", new RegExp(`^six==${version} .\n +--hash=sha256:[0-9a-f]{64}`, "m"));
    assert.doesNotMatch(production ?? "", /iniconfig/);
  });

  it("keeps what promises no compatibility apart, so that the others can be merged", async () => {
    assert.deepEqual(await changed(/^fix\(deps\): update dependency h11 /), lists);
    const all = await pulls();
    const bodyOf = (title: RegExp) => all.find(pull => title.test(pull.title))?.body ?? "";
    assert.match(bodyOf(/python packages/), /\*\*Automerge\*\*: Enabled/);
    assert.match(bodyOf(/h11/), /\*\*Automerge\*\*: Disabled/);
  });

  it("changes nothing that belongs to a template", async () => {
    assert.deepEqual(await changed(/actions\/checkout/), [".github/workflows/ours.yml"]);
    assert.equal((await pulls()).length, 4);
  });

  it("calls a correction what an image is built on", async () => {
    assert.deepEqual(await changed(/^fix\(deps\): update .*base\/python docker tag/), [
      ".github/checks/lint.Dockerfile",
      "api/Dockerfile",
    ]);
  });
});
