import assert from "node:assert/strict";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { type Generated, generate } from "./generate.ts";
import { TemplateRepositories } from "./template-repositories.ts";

describe("CI finds components", () => {
  let templates: TemplateRepositories;
  let generated: Generated;

  const find = () => generated.run("env", "-u", "GITHUB_REPOSITORY", ".github/scripts/components", "--json");
  const write = (path: string, text: string) => {
    mkdirSync(join(generated.folder, path, ".."), { recursive: true });
    generated.write(path, text);
  };

  before(async () => {
    templates = await TemplateRepositories.create();
  });
  beforeEach(async () => {
    const data = { repository: "Payments-API", registry: "registry.acme.example:5000/docker" };
    generated = await generate(templates, [{ template: "base" }], data);
  });
  afterEach(() => generated.remove());
  after(() => templates.remove());

  it("by their Taskfile, at the root and one level below, with their images", async () => {
    assert.equal(await find(), "[]");
    write("Taskfile.yml", "");
    write("Dockerfile", "FROM scratch AS prod\n");
    write("api/Taskfile.yml", "");
    write("api/Dockerfile", "FROM scratch AS build\nFROM scratch as prod\n");
    write("api/.node-version", "24\n");
    write("docs/Taskfile.yml", "");
    write("docs/deep/Taskfile.yml", "");
    const images = "registry.acme.example:5000/docker/acme/payments-api";
    assert.deepEqual(JSON.parse(await find()), [
      { path: ".", image: images, node: "" },
      { path: "api", image: `${images}/api`, node: "api/.node-version" },
      { path: "docs", image: "", node: "" },
    ]);
  });

  it("and says what is missing where something is none", async () => {
    write("api/Dockerfile", "FROM scratch\n");
    await assert.rejects(find(), /api\/Dockerfile has no Taskfile\.yml beside it: add one/);
    write("api/Taskfile.yml", "");
    await assert.rejects(find(), /api\/Dockerfile has no stage prod, .*name one by 'FROM … AS prod'/);
    write("api/Dockerfile", "FROM scratch AS prod\n");
    write("Big/Taskfile.yml", "");
    await assert.rejects(find(), /Big can't be part of an image's name: use small letters/);
  });
});

describe("an answer that can't be", () => {
  let templates: TemplateRepositories;
  before(async () => {
    templates = await TemplateRepositories.create();
  });
  after(() => templates.remove());

  const refused: readonly [string, string, Readonly<Record<string, unknown>>, RegExp][] = [
    ["base", "organization", { organization: "ac me" }, /must be a login/],
    ["base", "registry", { registry: "https://ghcr.io" }, /must be a registry's host/],
    ["base", "versioning", { versioning: "romver" }, /romver|Invalid choice/i],
    ["base", "repository", { repository: "a/b" }, /must be a repository's name/],
    ["backend-python", "component", { component: "Api" }, /must be one directory/],
    ["backend-python", "port", { port: 80 }, /must be from 1024 to 65535/],
    ["service-typescript", "port", { port: "many" }, /must be from 1024 to 65535/],
    ["frontend", "component", { component: "../web" }, /must be one directory/],
  ];
  for (const [template, question, answers, message] of refused) {
    it(`to ${question} of ${template} is refused, and nothing is written`, async () => {
      const generated = await generate(templates, []);
      await assert.rejects(generated.add({ template, answers }), message);
      assert.deepEqual(await generated.files(), [""]);
      generated.remove();
    });
  }
});
