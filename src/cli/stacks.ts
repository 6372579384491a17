import { Command } from "commander";
import type { Catalogue } from "../catalogue/catalogue.ts";
import { findProject, organizationStack } from "../engine/project.ts";
import { isTouched } from "../loop/catalogue-change.ts";
import { wavesOf } from "../loop/waves.ts";
import { table } from "../report/table.ts";
import { catalogueOf, clustersOf, reposOption } from "./target.ts";

interface Options {
  readonly repos?: string;
  readonly stage?: string;
  readonly since?: string;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("stacks")
    .description("List the stacks in the order in which `up --all` works on them, and what runs them.")
    .addOption(reposOption())
    .option("--stage <name>", "the clusters of one stage")
    .option(
      "--since <revision>",
      "only those that a change concerns, from a revision of the project's Git repository until now",
    )
    .option("--json", "print them as JSON, e.g. for a workflow's matrix")
    .action(run);
}

async function run({ repos, stage, since, json = false }: Options): Promise<void> {
  const catalogue = await catalogueOf({ repos });
  const all =
    stage === undefined ? wavesOf(catalogue, organizationStack).flat() : clustersOf(catalogue, stage);
  const names = since === undefined ? all : await touchedAmong(all, since, catalogue);
  const stacks = names.map(stack => {
    const cluster = catalogue.clusters.find(({ name }) => name === stack);
    const { stage: ofStage, delivery, runner, access } = cluster ?? {};
    const { eks } = access ?? {};
    return { stack, stage: ofStage, delivery, region: eks?.region, runner, eks };
  });
  if (json) return console.log(JSON.stringify(stacks));
  const rows = stacks.map(({ stack, stage: ofStage = "", delivery = "", runner = "" }) => [
    stack,
    ofStage,
    delivery,
    runner,
  ]);
  console.log(table(["stack", "stage", "delivery", "runner"], rows));
}

async function touchedAmong(
  stacks: readonly string[],
  revision: string,
  catalogue: Catalogue,
): Promise<readonly string[]> {
  const { touchedSince } = await import("../loop/since.ts");
  const touched = await touchedSince(revision, findProject(), catalogue);
  return stacks.filter(stack => isTouched(stack, touched));
}
