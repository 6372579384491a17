import assert from "node:assert/strict";
import { appendFileSync } from "node:fs";
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
