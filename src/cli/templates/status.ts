import { Command } from "commander";
import { reach } from "../../github/access.ts";
import { table } from "../../report/table.ts";
import { type TemplateStatus, templatesStatus } from "../../templates/status.ts";
import { catalogueOf, type PlaceOptions, withPlace, workplaceOf } from "../target.ts";
import { work } from "../work.ts";

interface Options extends PlaceOptions {
  readonly json?: boolean;
}

export function command(): Command {
  return withPlace(new Command("status"))
    .description("Which repositories are on which versions of which templates, and what is outstanding.")
    .option("--json", "print it as JSON")
    .action(run);
}

async function run({ json, ...place }: Options): Promise<void> {
  const { organization } = workplaceOf(place);
  const catalogue = await catalogueOf(place);
  const all = await work("Looking", async () =>
    templatesStatus(await reach(organization), organization, catalogue),
  );
  console.log(json ? JSON.stringify(all, null, 2) : describe(all));
}

function describe(all: readonly TemplateStatus[]): string {
  if (all.length === 0) return "No repository has begun with a template of the standard.";
  const rows = all.map(({ repository, template, into, version, latest, ...outstanding }) => [
    repository,
    into === undefined ? template : `${template} in ${into}`,
    version ?? "",
    latest ?? "",
    words(outstanding),
  ]);
  const left = all.filter(({ state }) => state !== "current").length;
  const sum = left === 0 ? "Nothing is outstanding." : `${left} of ${all.length} outstanding.`;
  return `${table(["repository", "template", "version", "latest", "outstanding"], rows)}\n\n${sum}`;
}

function words({ state, pull }: Pick<TemplateStatus, "state" | "pull">): string {
  const word = { current: "", behind: "update", missing: "not there", unknown: "of no version" }[state];
  return pull ? `${word}: ${pull.url}` : word;
}
