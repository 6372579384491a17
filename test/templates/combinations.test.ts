import assert from "node:assert/strict";
import { checkFiles } from "./checks.ts";
import { generate, type Layer } from "./generate.ts";
import { TemplateRepositories, templateFolders, templateVersions } from "./template-repositories.ts";

/** What is installed comes from the registries. */
const PATIENCE_MS = 600_000;

interface Combination {
  readonly layers: readonly Layer[];
  /** What is told to every layer beyond the usual. */
  readonly data?: Readonly<Record<string, unknown>>;
}

const combinations: Readonly<Record<string, Combination>> = {
  "a service without components yet": { layers: [{ template: "base" }] },
  "a service in Python": {
    layers: [{ template: "base" }, { template: "backend-python", into: "api" }],
  },
  "a service in Python without mypy, numbered by dates": {
    layers: [
      { template: "base", answers: { versioning: "calver", codeql: "workflow" } },
      { template: "backend-python", into: "api", answers: { mypy: false, port: 9000 } },
    ],
  },
  "a service in TypeScript": {
    layers: [{ template: "base" }, { template: "service-typescript", into: "api" }],
  },
  "a static site": {
    layers: [{ template: "base" }, { template: "frontend", into: "web" }],
  },
  "a static site that knows its addresses itself, with everything asked for": {
    layers: [
      { template: "base", answers: { licence: "MIT", codeql: "none", versioning: "none" } },
      { template: "frontend", into: "web", answers: { title: 'Cards & "more"', routing: "page" } },
    ],
    data: { visibility: "public", default_branch: "trunk", registry: "registry.acme.example:5000/docker" },
  },
  "two backends and a site": {
    layers: [
      { template: "base" },
      { template: "backend-python", into: "api" },
      { template: "backend-python", into: "worker", answers: { mypy: false } },
      { template: "frontend", into: "web" },
    ],
  },
  "backends in two languages": {
    layers: [
      { template: "base", answers: { licence: "none" } },
      { template: "backend-python", into: "ledger" },
      { template: "service-typescript", into: "gateway", answers: { port: 3000 } },
    ],
    data: { visibility: "public" },
  },
  "a service in Python at the root": {
    layers: [{ template: "base" }, { template: "backend-python" }],
  },
  "a service in TypeScript at the root, with a site": {
    layers: [{ template: "base" }, { template: "service-typescript" }, { template: "frontend", into: "web" }],
  },
  "a static site at the root": {
    layers: [{ template: "base", answers: { versioning: "calver" } }, { template: "frontend" }],
    data: {
      visibility: "public",
      repository: "Acme.Site",
      description: 'It says "hello", C:\\ and {{ braces }}',
    },
  },
  "a library": {
    layers: [{ template: "base" }],
    data: { archetype: "library", visibility: "public", repository: "money", team: "", owner_team: "" },
  },
  "the base of a deploy repository": {
    layers: [{ template: "base" }],
    data: {
      repository: "payments-deploy",
      namespace: "payments",
      stages: [
        { name: "prelive", branch: "main" },
        { name: "live", branch: "production" },
      ],
    },
  },
};

describe("templates", () => {
  let templates: TemplateRepositories;
  before(async () => {
    templates = await TemplateRepositories.create();
  });
  after(() => templates.remove());

  it("have a version each", () =>
    assert.deepEqual(Object.keys(templateVersions()).sort(), [...templateFolders()].sort()));

  describe("make repositories in which lint and test pass and no checker finds anything", function () {
    this.timeout(PATIENCE_MS);
    for (const [name, { layers, data }] of Object.entries(combinations)) {
      it(name, async () => {
        const generated = await generate(templates, layers, data);
        try {
          await checkFiles(generated);
          await generated.run("task", "--taskfile", "Taskfile.dist.yml", "lint");
          if (generated.has(".github/workflows/ci.yml"))
            await generated.run("task", "--taskfile", "Taskfile.dist.yml", "test");
        } finally {
          generated.remove();
        }
      });
    }
  });
});
