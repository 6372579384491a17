import { Command } from "commander";
import { suggestion } from "../catalogue/nearest.ts";
import { WrongUsage } from "../engine/project.ts";
import { isCluster, type Target } from "../loop/target.ts";
import { placements } from "../tenant/placement.ts";
import { carryOut, type Manner } from "./carry-out.ts";
import { type StacksOptions, stacksOf, withStacks } from "./target.ts";

export function command(): Command {
  return withStacks(new Command("rotate"))
    .description(
      "Give clusters other deploy keys: the new key is in place before the old one goes. Whatever else is to do there is done too.",
    )
    .argument("[repository...]", "the repositories (default: all that the clusters read)")
    .option("--yes", "don't ask")
    .option("--json", "print what was done as JSON; needs --yes")
    .action(run);
}

async function run(
  names: readonly string[],
  { yes, json, ...options }: StacksOptions & Manner,
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
    rotated: names.length > 0 ? names : repositoriesOf(target),
  });
  const waves = clusters.map(wave => wave.map(rotating));
  await carryOut({ ...stacks, waves }, { yes: yes ?? false, json: json ?? false });
}

/** The repositories that a cluster reads. */
function repositoriesOf({ catalogue, stack }: Target): readonly string[] {
  const here = placements(catalogue).filter(({ cluster }) => cluster.name === stack);
  const services = catalogue.clusters.find(({ name }) => name === stack)?.services;
  return [
    ...new Set([...here.map(({ repository }) => repository), ...(services ? [services.repository] : [])]),
  ];
}
