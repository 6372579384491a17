import { join } from "node:path";
import { Command } from "commander";
import { suggestion } from "../../catalogue/nearest.ts";
import { WrongUsage } from "../../engine/project.ts";
import { reach } from "../../github/access.ts";
import { table } from "../../report/table.ts";
import { type Publication, publicationsIn } from "../../templates/publications.ts";
import type { PublishResult } from "../../templates/publish.ts";
import {
  catalogueOf,
  type DryRun,
  dryRunOption,
  type PlaceOptions,
  withPlace,
  workplaceOf,
} from "../target.ts";
import { work } from "../work.ts";

interface Options extends PlaceOptions, DryRun {
  readonly templates?: string;
  readonly json?: boolean;
}

export function command(): Command {
  return withPlace(new Command("publish"))
    .description(
      "Bring the templates that are kept here to their repositories in the organisation, each as a version with its tag. What is published stays as it is: a change needs another version in `versions.yaml`.",
    )
    .argument("[name...]", "the templates (default: all)")
    .option("--templates <directory>", "where they lie (default: `templates` of the project)")
    .addOption(dryRunOption())
    .option("--json", "print what was done as JSON")
    .action(run);
}

async function run(names: readonly string[], { templates, dryRun, json, ...place }: Options): Promise<void> {
  const { project, organization } = workplaceOf(place);
  const { standard } = await catalogueOf(place);
  const all = publicationsIn(templates ?? join(project.root, "templates"), standard);
  const publications = named(names, all);
  const { publish } = await import("../../templates/publish.ts");
  const results = await work(dryRun ? "Looking" : "Publishing", async ({ onProgress, signal }) =>
    publish(await reach(organization), { organization, publications, dryRun, onProgress, signal }),
  );
  console.log(json ? JSON.stringify(results, null, 2) : describe(results));
}

function named(names: readonly string[], all: readonly Publication[]): readonly Publication[] {
  const known = all.map(({ name }) => name);
  for (const name of names)
    if (!known.includes(name))
      throw new WrongUsage(`There is no template \`${name}\`${suggestion(name, known) || "."}`);
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

function describe(results: readonly PublishResult[]): string {
  if (results.length === 0) return "The standard names no templates.";
  return table(
    ["template", "repository", "version", "", "before"],
    results.map(({ name, repository, version, outcome, before = "" }) => [
      name,
      repository,
      version,
      outcome === "current" ? "is published already" : outcome,
      outcome === "current" ? "" : before,
    ]),
  );
}
