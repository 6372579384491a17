import { Command } from "commander";
import { WrongUsage } from "../engine/project.ts";
import { isCluster } from "../loop/is-cluster.ts";
import { table } from "../report/table.ts";
import { type StacksOptions, stacksOf, withStacks } from "./target.ts";

interface Options extends StacksOptions {
  readonly json?: boolean;
}

export function command(): Command {
  return withStacks(new Command("recipients"), "all clusters")
    .description(
      "List whom to encrypt secrets for with SOPS (`sops --age RECIPIENT`): each namespace on each cluster has an age key of its own.",
    )
    .option("--json", "print them as JSON")
    .action(run);
}

async function run({ json, ...options }: Options): Promise<void> {
  const { stack, stage } = options;
  const { waves } = await stacksOf(stack || stage ? options : { ...options, all: true });
  const clusters = waves.flat().filter(isCluster);
  if (clusters.length === 0) throw new WrongUsage("There are no clusters among these stacks.");
  const { recipientsOf } = await import("../loop/recipients.ts");
  const found = [];
  for (const { catalogue: _, ...place } of clusters) found.push(...(await recipientsOf(place)));
  if (json) return console.log(JSON.stringify(found, null, 2));
  if (found.length === 0)
    return console.log("No namespace has a key yet: `fairway up --stack CLUSTER` makes them.");
  const rows = found.map(({ cluster, namespace, recipient }) => [cluster, namespace, recipient]);
  console.log(table(["cluster", "namespace", "recipient"], rows));
}
