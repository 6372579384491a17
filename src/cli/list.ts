import { Command } from "commander";
import { table } from "../report/table.ts";
import { catalogueOf, reposOption } from "./target.ts";

interface Options {
  readonly repos?: string;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("list")
    .description("List the repositories of the catalogue, as its layers resolve.")
    .addOption(reposOption())
    .option("--json", "print them as JSON, with everything that is declared of them")
    .action(run);
}

async function run({ repos, json }: Options): Promise<void> {
  const { repositories } = await catalogueOf({ repos });
  if (json) return console.log(JSON.stringify(repositories, null, 2));
  const rows = repositories.map(({ name, archetype, visibility, archived, description = "" }) => [
    name,
    archetype,
    archived ? "archived" : visibility,
    description ?? "",
  ]);
  console.log(table(["repository", "archetype", "visibility", "description"], rows));
}
