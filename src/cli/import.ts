import { Command } from "commander";
import { findProject, stackSetting, WrongUsage } from "../engine/project.ts";
import { importRepositories } from "../loop/import.ts";
import { describeImport } from "../report/import.ts";
import { importDocument, upDocument } from "../report/json.ts";
import { describeOutcome } from "../report/outcome.ts";
import { eachStack, printJson } from "./each-stack.ts";
import { exitCodes } from "./failure.ts";
import { type PlaceOptions, type Stacks, stacksOf, withPlace, workplaceOf } from "./target.ts";
import { work } from "./work.ts";

interface Options extends PlaceOptions {
  readonly stage?: string;
  readonly all?: boolean;
  readonly asRulesets?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return withPlace(new Command("import"))
    .description(
      "Take in repositories that exist: write their entries, with what differs from the standard, and put them into the " +
        "state. Only reads at GitHub. Without a standard, one is learnt from what the repositories have in common. With " +
        "a cluster's --stack: put what is on the cluster into the state, where that was lost.",
    )
    .argument("[name...]", "repositories to take in")
    .option("--all", "take in every repository of the organisation")
    .option("--stage <name>", "put what is on the clusters of one stage into their states")
    .option(
      "--as-rulesets",
      "rewrite classic branch protection as rulesets, for the next `fairway up` to put in place",
    )
    .option("--json", "print what was done as JSON")
    .action(run);
}

async function run(
  names: readonly string[],
  { all, asRulesets, json, stage, ...options }: Options,
): Promise<void> {
  const clusters = await clustersIn(options, stage);
  if (clusters) {
    if (all || asRulesets || names.length > 0)
      throw new WrongUsage(
        "A cluster is taken in as it is declared: name no repositories, and no option for them.",
      );
    return await takeInClusters(clusters, json);
  }
  if (Boolean(all) === names.length > 0)
    throw new WrongUsage("Name the repositories to take in, or give --all.");
  const workplace = workplaceOf(options);
  const which = all ? {} : { names };
  const result = await work("Import", terminal =>
    importRepositories({ ...workplace, ...terminal, ...which, asRulesets: asRulesets ?? false }),
  );
  console.log(json ? JSON.stringify(importDocument(result), null, 2) : describeImport(result));
  if (!asRulesets && result.plan.changes.length > 0) process.exitCode = exitCodes.differences;
}

/** The clusters that are asked for, where any are. */
async function clustersIn(options: PlaceOptions, stage: string | undefined): Promise<Stacks | undefined> {
  const { stack, ...place } = options;
  if (stage) return await stacksOf({ ...place, stage });
  if (!stackSetting(findProject(), stack, "fairway:cluster")) return undefined;
  return await stacksOf({ ...place, stack: [stack] });
}

async function takeInClusters(stacks: Stacks, json = false): Promise<void> {
  const { importCluster } = await import("../loop/import-cluster.ts");
  const documents: object[] = [];
  await work("Import", terminal =>
    eachStack(stacks, terminal, {
      act: target => importCluster({ target, ...terminal }),
      tell: ({ plan, outcome, adopted }) => {
        const done = outcome ?? { ...plan, failed: [] };
        if (json) documents.push(upDocument(done, adopted));
        else console.log(describeOutcome(done, adopted));
      },
      headings: !json,
      careful: true,
    }),
  );
  if (json) printJson(documents, stacks);
}
