import { Command, InvalidArgumentError, Option } from "commander";
import { benchClusters } from "./clusters.ts";
import { contenders } from "./repositories/contenders.ts";
import { resourceSets } from "./repositories/organization.ts";
import { works } from "./repositories/work.ts";
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
  .command("repositories", { isDefault: true })
  .description(
    "an organisation's repositories, side by side with OpenTofu and Terragrunt: from nothing, unchanged, one changed, drift",
  )
  .option("--repositories <number>", "how many repositories (default: 20, 200 and 1000)", positive)
  .addOption(
    new Option("--resources <set>", "what a repository is made of").choices(resourceSets).default("five"),
  )
  .addOption(new Option("--contenders <names...>", "only these").choices(contenders.map(({ name }) => name)))
  .addOption(
    new Option("--work <names...>", "only these after the first apply (default: all of it)").choices(works),
  )
  .option("--limits", "100 ms for each answer, and GitHub's rate limits")
  .option("--time-scale <number>", "how many times faster the limits' time passes", positive, 10)
  .option("--json", "print the figures as JSON, calls by route")
  .option("--out <directory>", "write the figures as JSON, and pictures of them, into a directory")
  .action(benchRepositories);
await program.parseAsync();
