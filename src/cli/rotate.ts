import { Command } from "commander";
import { suggestion } from "../catalogue/nearest.ts";
import { WrongUsage } from "../engine/project.ts";
import { isCluster } from "../loop/is-cluster.ts";
import type { Target } from "../loop/target.ts";
import { placements } from "../tenant/placement.ts";
import { carryOut, type Manner } from "./carry-out.ts";
import { showPlans } from "./preview.ts";
import { type DryRun, dryRunOption, type StacksOptions, stacksOf, withStacks } from "./target.ts";

export function command(): Command {
  return withStacks(new Command("rotate"), "none")
    .description(
      "Give clusters other deploy keys: the new key is in place before the old one goes. Whatever else is to do there is done too.",
    )
    .argument("[repository...]", "the repositories (default: all that the clusters read)")
    .option("--yes", "don't ask")
    .addOption(dryRunOption())
    .option("--json", "print what was done as JSON; needs --yes")
    .action(run);
}

async function run(
  names: readonly string[],
  { yes, json, dryRun, ...options }: StacksOptions & Manner & DryRun,
): Promise<void> {
  const stacks = await stacksOf(options);
  const clusters = stacks.waves.map(wave => wave.filter(isCluster)).filter(wave => wave.length > 0);
  if (clusters.length === 0)
    throw new WrongUsage("Only clusters have keys to rotate: name them with --stack, --stage or --all.");
  const read = new Set(clusters.flat().flatMap(repositoriesOf));
  for (const name of names)
    if (!read.has(name))
      throw new WrongUsage(`No such cluster reads \`${name}\`${suggestion(name, read) || "."}`);
  const rotating = (target: Target): Target => ({
    ...target,
    rotated: repositoriesOf(target).filter(name => names.length === 0 || names.includes(name)),
  });
  const waves = clusters
    .map(wave => wave.map(rotating).filter(({ rotated = [] }) => rotated.length > 0))
    .filter(wave => wave.length > 0);
  if (dryRun) await showPlans({ ...stacks, waves }, { json });
  else await carryOut({ ...stacks, waves }, { yes: yes ?? false, json: json ?? false });
}

/** The repositories that a cluster reads with a key of its own that Fairway keeps. */
function repositoriesOf({ catalogue, stack }: Target): readonly string[] {
  const cluster = catalogue.clusters.find(({ name }) => name === stack);
  if (cluster?.delivery !== "direct" || cluster.git.keys === "none") return [];
  const here = placements(catalogue).filter(placement => placement.cluster.name === stack);
  const withKeys = here.filter(({ tenant }) => !tenant.app).map(({ repository }) => repository);
  return [...new Set([...withKeys, ...(cluster.services ? [cluster.services.repository] : [])])];
}
