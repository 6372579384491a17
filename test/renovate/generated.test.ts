import assert from "node:assert/strict";
import { cpSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { execa } from "execa";
import { readReport } from "../../src/renovate/report.ts";
import { progressOn } from "../../tools/progress.ts";
import { pythonTools } from "../../tools/python.ts";
import { type RenovatePrograms, renovatePrograms } from "../../tools/renovate.ts";
import { temporaryFolder } from "../support/temporary-folder.ts";
import { preset } from "./world.ts";

const project = join(import.meta.dirname, "../..");
const templates = join(project, "templates");

/** Found in whatever has the template `base`. */
const COMMON = [
  "dockerfile ghcr.io/anchore/grype docker",
  "github-actions actions/checkout github-tags",
  "pip-compile yamllint pypi",
];

describe("Renovate in what the templates make", function () {
  // Where its tools have to be obtained first.
  this.timeout(600_000);
  let folder: ReturnType<typeof temporaryFolder>;
  let programs: RenovatePrograms;
  let copier: string;

  before(async () => {
    folder = temporaryFolder();
    const progress = progressOn();
    programs = await renovatePrograms({ progress });
    copier = join(await pythonTools({ progress }), "copier");
  });
  after(() => folder.remove());

  async function generated(
    repository: string,
    layers: readonly string[],
    answers: Readonly<Record<string, string>>,
  ): Promise<string> {
    const place = join(folder.path, repository);
    const all = { organization: "acme", repository, ...answers };
    const data = Object.entries(all).flatMap(([name, value]) => ["--data", `${name}=${value}`]);
    for (const layer of layers)
      await execa(copier, ["copy", "--quiet", "--defaults", ...data, join(templates, layer), place]);
    return place;
  }

  async function run(
    place: string,
    program: string,
    args: readonly string[],
    settings: Readonly<Record<string, string>> = {},
  ): Promise<void> {
    const report = { RENOVATE_REPORT_TYPE: "file", RENOVATE_REPORT_PATH: `${place}.json` };
    await execa(process.execPath, [program, ...args], {
      cwd: place,
      env: {
        PATH: process.env.PATH ?? "",
        RENOVATE_X_IGNORE_RE2: "true",
        LOG_LEVEL: "error",
        ...report,
        ...settings,
      },
      extendEnv: false,
    });
  }

  /** What Renovate finds with the preset and what a repository says beside it, asking nobody. */
  async function found(place: string, own: object = {}): Promise<Set<string>> {
    writeFileSync(join(place, "renovate.json"), JSON.stringify(own));
    await execa("git", ["init", "--quiet"], { cwd: place });
    await execa("git", ["add", "--all"], { cwd: place });
    await run(place, programs.renovate, ["--platform=local", "--dry-run=extract"], {
      RENOVATE_CONFIG_FILE: preset,
    });
    const reports = Object.values(readReport(`${place}.json`));
    return new Set(
      reports.flatMap(({ dependencies }) =>
        dependencies.map(({ manager, depName, datasource }) => `${manager} ${depName} ${datasource}`),
      ),
    );
  }

  function includes(all: ReadonlySet<string>, wanted: readonly string[]): void {
    assert.deepEqual(
      wanted.filter(one => !all.has(one)),
      [],
      `It found ${[...all].join("\n")}`,
    );
  }

  it("finds what a service uses, and nothing wrong with its configuration", async () => {
    const place = await generated("payments-api", ["base"], {});
    await run(place, programs.validator, ["--strict"]);
    includes(await found(place), [...COMMON, "github-actions actions/setup-node github-tags"]);
  });

  it("finds what an application's manifests and its OpenTofu use", async () => {
    const answers = { packaging: "helm", terraform: "true", archetype: "deploy" };
    const place = await generated("payments-deploy", ["base", "deploy"], answers);
    await run(place, programs.validator, ["--strict"]);
    includes(await found(place), [
      ...COMMON,
      "flux ghcr.io/acme/charts/service docker",
      "flux ghcr.io/acme/payments docker",
      "kubernetes OCIRepository kubernetes-api",
      "kubernetes HelmRelease kubernetes-api",
      "terraform openstack terraform-provider",
      "regex opentofu/opentofu github-releases",
      "regex fluxcd/flux2 github-releases",
    ]);
  });

  it("finds what this project and its templates use", async () => {
    const place = join(folder.path, "fairway");
    for (const part of [".github", "templates", "tools"]) {
      const filter = (path: string) => !path.includes("node_modules");
      cpSync(join(project, part), join(place, part), { recursive: true, filter });
    }
    const { extends: _, ...own } = JSON.parse(readFileSync(join(project, "renovate.json"), "utf8"));
    includes(await found(place, own), [
      ...COMMON,
      "github-actions actions/cache github-tags",
      "github-actions github/codeql-action github-tags",
      "dockerfile python docker",
      "npm renovate npm",
      "regex vite npm",
      "pip-compile copier pypi",
      "pip-compile moto pypi",
      "regex fastapi pypi",
      "regex fluxcd/flux2 github-releases",
    ]);
  });

  it("finds the images of plain manifests", async () => {
    const place = await generated("ledger-deploy", ["base", "deploy"], { archetype: "deploy" });
    includes(await found(place), [
      "kustomize ghcr.io/acme/ledger docker",
      "kubernetes Deployment kubernetes-api",
    ]);
  });
});
