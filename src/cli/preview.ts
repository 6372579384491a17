import { Command } from "commander";
import type { Plan } from "../engine/plan.ts";
import { WrongUsage } from "../engine/project.ts";
import { closedGates } from "../judgement/gates.ts";
import { isTouched, type Touched } from "../loop/catalogue-change.ts";
import type { Target } from "../loop/target.ts";
import { planDocument } from "../report/json.ts";
import { describePlan } from "../report/plan.ts";
import { type Previewed, writePreviewed } from "../report/previewed.ts";
import { differ, eachStack, printJson } from "./each-stack.ts";
import { exitCodes, messageOf } from "./failure.ts";
import { comparedStacksOf, type Stacks, type StacksOptions, withStacks } from "./target.ts";
import { work } from "./work.ts";

interface Options extends StacksOptions {
  readonly refresh?: boolean;
  readonly since?: string;
  readonly report?: string;
  readonly expectNoChanges?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return withStacks(new Command("preview"))
    .description("Show what `fairway up` would change. Changes nothing.")
    .option("--refresh", "compare with the live world, and not only with what the last run left")
    .option(
      "--since <revision>",
      "show only what is declared otherwise than in a revision of the project's Git repository, e.g. `origin/main`",
    )
    .option(
      "--report <file>",
      "write it to a file as well, for `fairway comment`, also where the preview fails",
    )
    .option("--expect-no-changes", `end with exit code ${exitCodes.differences} when anything would change`)
    .option("--json", "print the plan as JSON; a list of them with --stage, --all or several stacks")
    .action(run);
}

async function run({ report, ...options }: Options): Promise<void> {
  const previewed: Previewed[] = [];
  try {
    await previewStacks(options, previewed);
  } catch (error) {
    if (previewed.length === 0) previewed.push({ stack: "the catalogue", failure: messageOf(error) });
    throw error;
  } finally {
    if (report !== undefined) writePreviewed(report, previewed);
  }
}

/** @param previewed is told what each stack came to, as soon as it is known */
async function previewStacks(
  { refresh = false, since, expectNoChanges, json, ...options }: Omit<Options, "report">,
  previewed: Previewed[],
): Promise<void> {
  const all = await comparedStacksOf(options);
  const touched = since === undefined ? undefined : await touchedIn(all, since);
  const stacks = touched ? onlyTouched(all, touched) : all;
  const plans = await showPlans(stacks, { refresh, json, among: touched && amongOf(touched), previewed });
  if (expectNoChanges && plans.some(({ changes }) => changes.length > 0)) differ();
}

/** How plans are made and shown. */
export interface Showing {
  /** Compare with the live world. */
  readonly refresh?: boolean;
  readonly json?: boolean | undefined;
  /** The only repositories that they are about. */
  readonly among?: ReadonlySet<string> | undefined;
  /** Is told what each stack came to, as soon as it is known. */
  readonly previewed?: Previewed[];
}

/** Shows what `up` would change on each of these stacks. Changes nothing. */
export async function showPlans(
  stacks: Stacks,
  { refresh = false, json = false, among, previewed = [] }: Showing,
): Promise<readonly Plan[]> {
  const { preview } = await import("../loop/preview.ts");
  const plans = await work("Preview", terminal =>
    eachStack(stacks, terminal, {
      act: async target => {
        const { stack } = target;
        try {
          const plan = await preview({ target, refresh, among, ...terminal });
          const gates = closedGates(plan, plan.seen, target.catalogue.standard.gates);
          for (const { reason, option } of gates)
            terminal.onNotice?.(`${reason}. \`fairway up --stack ${stack}\` does it with ${option}.`);
          previewed.push({ stack, plan, gates });
          return plan;
        } catch (error) {
          previewed.push({ stack, failure: messageOf(error) });
          throw error;
        }
      },
      tell: json ? undefined : plan => console.log(describePlan(plan)),
      headings: !json,
      careful: false,
    }),
  );
  if (json) printJson(plans.map(planDocument), stacks);
  return plans;
}

async function touchedIn({ waves }: Stacks, revision: string): Promise<Touched> {
  const [target] = waves.flat();
  const { touchedSince } = await import("../loop/since.ts");
  const { project, catalogue } = target ?? {};
  if (!project || !catalogue) throw new WrongUsage("There is no stack to compare.");
  const touched = await touchedSince(revision, project, catalogue);
  if ("everything" in touched) console.error(`Everything is looked at: ${touched.everything}.`);
  return touched;
}

/** The stacks that a change concerns. Says which it does not. The only one that was asked for is looked at in any case. */
function onlyTouched(stacks: Stacks, touched: Touched): Stacks {
  if ("everything" in touched || stacks.single) return stacks;
  const concerns = ({ stack }: Target) => isTouched(stack, touched);
  const others = stacks.waves.flat().filter(target => !concerns(target));
  if (others.length > 0)
    console.error(`The change does not touch: ${others.map(({ stack }) => stack).join(", ")}.`);
  const waves = stacks.waves.map(wave => wave.filter(concerns)).filter(wave => wave.length > 0);
  return { ...stacks, waves };
}

/** The only repositories to look at; none where the change may concern them all. */
function amongOf(touched: Touched): ReadonlySet<string> | undefined {
  return "everything" in touched || touched.organization ? undefined : touched.repositories;
}
