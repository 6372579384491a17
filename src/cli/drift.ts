import { Command } from "commander";
import type { DriftReport } from "../loop/drift.ts";
import {
  countDifferences,
  describeDifferences,
  describeHidden,
  describeLost,
  describeStrangers,
  describeTransferred,
  describeUndeclared,
} from "../report/drift.ts";
import { driftDocument } from "../report/json.ts";
import { kinds } from "../repository/desired.ts";
import { differ, eachStack, printJson } from "./each-stack.ts";
import { exitCodes } from "./failure.ts";
import { describeDoneInPart, recorded } from "./job-summary.ts";
import {
  comparedStacksOf,
  type DryRun,
  dryRunOption,
  lockTimeoutOption,
  type StacksOptions,
  withStacks,
} from "./target.ts";
import { work } from "./work.ts";

/** How many kinds of things a look in bulk does not tell of. */
const leftOut = Object.values(kinds).filter(({ inBulk }) => !inBulk).length;

interface Options extends StacksOptions, DryRun {
  readonly heal?: boolean;
  readonly full?: boolean;
  readonly lockTimeout?: number;
  readonly json?: boolean;
}

export function command(): Command {
  return withStacks(new Command("drift"))
    .description(
      `Find what is not as declared in the live world; \`--heal\` puts it back. Ends with exit code ${exitCodes.differences} when something is not.`,
    )
    .option("--heal", "put it back")
    .addOption(dryRunOption())
    .option(
      "--full",
      "look at each thing of the organisation by itself, also at what a look in bulk does not tell of",
    )
    .addOption(lockTimeoutOption())
    .option("--json", "print the differences as JSON; a list of them with --stage, --all or several stacks")
    .action(run);
}

async function run({
  heal: heals = false,
  dryRun = false,
  full = false,
  lockTimeout = 0,
  json,
  ...options
}: Options): Promise<void> {
  const heal = heals && !dryRun;
  const stacks = await comparedStacksOf(options);
  const loop = await import("../loop/drift.ts");
  const { waitingForLock } = await import("../loop/waiting.ts");
  const told: DriftReport[] = [];
  const tell = (report: DriftReport, text: string) => {
    if (json) told.push(report);
    else console.log(text);
  };
  const reports = await work("Drift", terminal =>
    eachStack(stacks, terminal, {
      act: async target => {
        let found: DriftReport | undefined;
        const look = async () => {
          found = undefined;
          found = await loop.drift({ target, full, ...terminal });
          return heal ? await loop.heal(found, { target, ...terminal }) : found;
        };
        const begun = () => found && describe(found, describeFound(found));
        try {
          return await recorded(
            { stack: target.stack, verb: "Drift" },
            () => waitingForLock(look, lockTimeout, terminal),
            { done: describe, begun },
          );
        } catch (error) {
          terminal.clear();
          if (found) tell(found, [begun(), await describeDoneInPart(error)].filter(Boolean).join("\n\n"));
          throw error;
        }
      },
      tell: report => tell(report, describe(report)),
      headings: !json,
      careful: heal,
    }),
  ).finally(() => {
    // What was found is told also where the only stack could not be healed.
    if (json && (told.length > 0 || !stacks.single)) printJson(told.map(driftDocument), stacks);
  });
  if (reports.some(({ left, differences }) => (left ?? differences).length > 0)) differ();
}

function describe(report: DriftReport, found = describeDrift(report)): string {
  const { lost, transferred, hidden, strangers, undeclared, inBulk } = report;
  return [
    found,
    ...(lost.length > 0 ? [describeLost(lost)] : []),
    ...(transferred.length > 0 ? [describeTransferred(transferred)] : []),
    ...(hidden.length > 0 ? [describeHidden(hidden)] : []),
    ...(strangers.length > 0
      ? [`There as well, not declared and left alone:\n\n${describeStrangers(strangers)}`]
      : []),
    ...(undeclared.length > 0 ? [describeUndeclared(undeclared)] : []),
    ...(inBulk
      ? [`Looked at in bulk: \`fairway drift --full\` looks at ${leftOut} more kinds of things.`]
      : []),
  ].join("\n\n");
}

/** What was found, whatever became of it. */
function describeFound({ differences }: DriftReport): string {
  return `${describeDifferences(differences)}\n\n${countDifferences(differences)}.`;
}

function describeDrift({ differences, left, lost, transferred, hidden }: DriftReport): string {
  if (differences.length === 0) return "Everything is as declared.";
  const found = describeDifferences(differences);
  const isLeft = lost.length + transferred.length + hidden.length > 0;
  const but = isLeft ? ", but for what is left alone" : "";
  if (!left)
    return `${found}\n\n${countDifferences(differences)}. \`fairway drift --heal\` puts them back${but}.`;
  if (left.length === 0) return `${found}\n\n${countDifferences(differences)}, all put back.`;
  return `${found}\n\nStill different, be it that it can't be put back, that it is left alone as said below or as \`drift: report\` says, or that it waits for \`fairway up\`:\n\n${describeDifferences(left)}`;
}
