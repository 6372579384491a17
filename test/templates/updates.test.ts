import assert from "node:assert/strict";
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { answersFile, type Generated, generate, type Layer } from "./generate.ts";
import { git, TemplateRepositories } from "./template-repositories.ts";

interface Subject {
  readonly layer: Layer;
  /** What a new version changes, below the template's own folder. */
  readonly source: string;
  /** What becomes of it in a repository. */
  readonly file: string;
  /** How a line of comment begins in it. */
  readonly comment: "#" | "//";
}

const subjects: Readonly<Record<string, Subject>> = {
  base: { layer: { template: "base" }, source: ".editorconfig", file: ".editorconfig", comment: "#" },
  "backend-python": {
    layer: { template: "backend-python", into: "api" },
    source: "{{ directory }}/src/service/app.py",
    file: "api/src/service/app.py",
    comment: "#",
  },
  frontend: {
    layer: { template: "frontend", into: "web" },
    source: "{{ directory }}/src/greeting.ts",
    file: "web/src/greeting.ts",
    comment: "//",
  },
  "service-typescript": {
    layer: { template: "service-typescript", into: "gateway" },
    source: "{{ directory }}/src/server.ts",
    file: "gateway/src/server.ts",
    comment: "//",
  },
};

/** Copier generates each version anew to compare them. */
const PATIENCE_MS = 300_000;

const CONFLICT = /^<{7} .*^={7}$.*^>{7} /ms;

describe("a newer version of a template", function () {
  this.timeout(PATIENCE_MS);
  let templates: TemplateRepositories;
  let generated: Generated;

  /** Makes the next version of a template, which says something more at the end of a file. */
  async function release({ layer, source }: Subject, version: string, line: string): Promise<void> {
    const { template } = layer;
    appendFileSync(join(templates.path(template), "template", source), `${line}\n`);
    await templates.release(template, version);
  }

  /** Writes something else in a component's file, in its template. */
  function replace(template: string, file: string, from: string | RegExp, to: string): void {
    const path = join(templates.path(template), "template/{{ directory }}", file);
    const text = readFileSync(path, "utf8");
    assert.notEqual(text.replace(from, to), text, `${file} has no ${from}`);
    writeFileSync(path, text.replace(from, to));
  }

  before(async () => {
    templates = await TemplateRepositories.create();
    const layers = Object.values(subjects).map(({ layer }) => layer);
    generated = await generate(templates, [...layers, { template: "backend-python", into: "worker" }]);
  });
  after(() => {
    generated?.remove();
    templates.remove();
  });

  for (const [template, subject] of Object.entries(subjects)) {
    const { layer, file, comment } = subject;

    it(`of ${template} comes in beside what its owners changed, and where both changed the same, both are shown`, async () => {
      generated.write(file, `${comment} ours, above\n${generated.read(file)}`);
      await generated.commit("chore: ours");
      await release(subject, "1.1.0", `${comment} theirs`);
      await generated.update(layer);
      const updated = generated.read(file);
      assert.match(updated, /ours, above\n/);
      assert.match(updated, /theirs\n$/);
      assert.doesNotMatch(updated, CONFLICT);
      assert.match(generated.read(answersFile(layer.template, layer.into)), /^_commit: v1\.1\.0$/m);
      await generated.commit("chore: update");

      generated.write(file, `${updated}${comment} ours, below\n`);
      await generated.commit("chore: ours");
      await release(subject, "1.2.0", `${comment} theirs, too`);
      await generated.update(layer);
      const both = generated.read(file);
      assert.match(both, CONFLICT);
      assert.match(both, /ours, below\n/);
      assert.match(both, /theirs, too\n/);
      await git(generated.folder, "reset", "--quiet", "--hard");
    });
  }

  it("of a template that was taken twice comes to one component at a time", () => {
    assert.match(generated.read(answersFile("backend-python", "api")), /^_commit: v1\.1\.0$/m);
    assert.match(generated.read(answersFile("backend-python", "worker")), /^_commit: v1\.0\.0$/m);
    assert.doesNotMatch(generated.read("worker/src/service/app.py"), /theirs/);
  });

  it("leaves alone what is depended on, so that it goes on fitting what that led to", async () => {
    const lockedOf = (text: string) => JSON.parse(text).packages["node_modules/@types/node"].version;
    for (const { template, into } of [subjects.frontend, subjects["service-typescript"]].flatMap(
      subject => subject?.layer ?? [],
    )) {
      assert.ok(into);
      const pinned = lockedOf(generated.read(`${into}/package-lock.json`));
      for (const file of ["package.json.jinja", "package-lock.json.jinja"])
        replace(template, file, `"@types/node": "${pinned}"`, '"@types/node": "24.0.0"');
      await templates.release(template, "1.4.0");
      await generated.update({ template, into });
      assert.match(generated.read(answersFile(template, into)), /^_commit: v1\.4\.0$/m);
      assert.ok(generated.read(`${into}/package.json`).includes(`"@types/node": "${pinned}"`));
      await generated.run("npm", "ci", "--prefix", into, "--dry-run", "--no-audit", "--no-fund");
      await generated.commit("chore: update");
    }
    replace("backend-python", "pyproject.toml.jinja", /"ruff==[^"]+"/, '"ruff==0.1.0"');
    await templates.release("backend-python", "1.4.0");
    await generated.update({ template: "backend-python", into: "api" });
    const pins = [...generated.read("api/pyproject.toml").matchAll(/"([a-z0-9]+==[0-9.]+)"/g)];
    const list = generated.read("api/requirements-dev.txt").split("\n");
    assert.equal(pins.length, 6);
    for (const [, pin] of pins) assert.ok(list.includes(`${pin} \\`), pin);
    await generated.commit("chore: update");
  });

  it("leaves alone what was given once, as what the dependencies led to", async () => {
    generated.write("worker/requirements.txt", "# ours\n");
    await generated.commit("chore: ours");
    const source = "{{ directory }}/requirements.txt";
    const layer = { template: "backend-python", into: "worker" };
    await release({ layer, source, file: source, comment: "#" }, "1.3.0", "# theirs");
    await generated.update(layer);
    assert.equal(generated.read("worker/requirements.txt"), "# ours\n");
  });
});
