import { Command, InvalidArgumentError } from "commander";
import { benchClusters } from "./clusters.ts";
import { benchRepositories } from "./repositories.ts";

const positive = (text: string): number => {
  const number = Number(text);
  if (!Number.isInteger(number) || number < 1) throw new InvalidArgumentError("It must be 1 or more.");
  return number;
};

const program = new Command("bench").description(
  "Measures what Fairway takes, against servers on this machine.",
);
program
  .command("clusters")
  .description("clusters with tenants: from nothing, unchanged, one changed entry, drift")
  .option("--clusters <number>", "how many clusters", positive, 5)
  .option("--tenants <number>", "how many tenants on each", positive, 75)
  .option("--json", "print the figures as JSON")
  .action(benchClusters);
program
  .command("repositories")
  .description("an organisation's repositories: from nothing, unchanged, one changed entry, drift")
  .option("--repositories <number>", "how many repositories", positive, 200)
  .option("--json", "print the figures as JSON, calls by route")
  .action(benchRepositories);
await program.parseAsync();
