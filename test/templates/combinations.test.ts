import assert from "node:assert/strict";
import { checkFiles } from "./checks.ts";
import { generate, type Layer } from "./generate.ts";
import { TemplateRepositories, templateFolders, templateVersions } from "./template-repositories.ts";

const combinations: Readonly<Record<string, readonly Layer[]>> = {
  "a service without components yet": [{ template: "base" }],
};

describe("templates", () => {
  let templates: TemplateRepositories;
  before(async () => {
    templates = await TemplateRepositories.create();
  });
  after(() => templates.remove());

  it("have a version each", () =>
    assert.deepEqual(Object.keys(templateVersions()).sort(), [...templateFolders()].sort()));

  describe("make repositories in which lint and test pass and no checker finds anything", () => {
    for (const [name, layers] of Object.entries(combinations)) {
      it(name, async () => {
        const generated = await generate(templates, layers);
        try {
          await checkFiles(generated);
          await generated.run("task", "lint");
          await generated.run("task", "test");
        } finally {
          generated.remove();
        }
      });
    }
  });
});
