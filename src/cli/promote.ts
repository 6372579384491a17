import { Command, Option } from "commander";
import { suggestion } from "../catalogue/nearest.ts";
import { organizationStack, WrongUsage } from "../engine/project.ts";
import { isCommit } from "../github/answer.ts";
import { wantedBy } from "../promotion/shown.ts";
import type { Request } from "./promote/session.ts";
import { catalogueOf, type DryRun, dryRunOption, reposOption, workplaceOf } from "./target.ts";

interface Options extends DryRun {
  readonly to?: string;
  readonly plan?: string;
  readonly rollback?: boolean;
  readonly release?: string;
  readonly stage?: string;
  readonly repos?: string;
  readonly organization?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("promote")
    .description(
      "Move a deploy repository on to the next stage: show what changes there, ask, and move the stage's branch forward to what ran healthily at the stage before.",
    )
    .argument("[repository]", "the deploy repository")
    .option(
      "--to <commit>",
      "the commit (default: the newest that runs healthily at the stage before; with --rollback, what the stage had before)",
    )
    .option("--rollback", "give the stage back what it had: by a commit on top, never by force")
    .addOption(
      new Option("--release <name>", "promote a release, all repositories of it or none").conflicts([
        "to",
        "rollback",
        "stage",
        "plan",
      ]),
    )
    .addOption(
      new Option(
        "--plan <plan>",
        "do just what a dry run has shown: the `plan` of what it prints with --json",
      ).conflicts("to"),
    )
    .option("--stage <name>", "the stage (default: each, in their order; with --rollback, the last)")
    .option("--yes", "don't ask")
    .addOption(dryRunOption())
    .option("--json", "print what was done as JSON; needs --yes or --dry-run")
    .option("--organization <login>", "the organisation (default: `github:owner` of its stack's file)")
    .addOption(reposOption())
    .action(run);
}

async function run(name: string | undefined, options: Options): Promise<void> {
  const request = await requestOf(name, options);
  if (options.release !== undefined) {
    const { promoteRelease } = await import("./promote/release.ts");
    await promoteRelease(options.release, request);
  } else if (options.rollback) {
    const { rollBackOne } = await import("./promote/rollback.ts");
    await rollBackOne(deployRepository(name, request), request);
  } else {
    const { promoteOne } = await import("./promote/promotion.ts");
    await promoteOne(deployRepository(name, request), request);
  }
}

async function requestOf(
  name: string | undefined,
  { yes = false, json = false, dryRun = false, stage, to: named, plan, release, ...options }: Options,
): Promise<Request> {
  if ((name === undefined) === (release === undefined))
    throw new WrongUsage("Say what to promote: a deploy repository, or a release with --release.");
  const to = plan === undefined ? named : wantedBy(plan);
  if (plan !== undefined && to === undefined)
    throw new WrongUsage(`\`${plan}\` is no plan: give what --dry-run --json has printed as \`plan\`.`);
  if (to !== undefined && !isCommit(to))
    throw new WrongUsage(
      `\`${to}\` is no commit: give at least seven characters of its name, \`0-9\` and \`a-f\`.`,
    );
  const catalogue = await catalogueOf(options);
  const { project, organization } = workplaceOf({ ...options, stack: organizationStack });
  const stages = catalogue.standard.stages.map(one => one.name);
  if (stage !== undefined && !stages.slice(1).includes(stage))
    throw new WrongUsage(
      `\`${stage}\` is no stage to promote to${suggestion(stage, stages.slice(1)) || "."}`,
    );
  return { catalogue, root: project.root, organization, stage, to, shown: plan, yes, json, dryRun };
}

function deployRepository(name: string | undefined, { catalogue }: Request): string {
  const { archetypes } = catalogue.standard;
  const known = catalogue.repositories.filter(({ archetype }) => archetypes[archetype]?.deploys);
  const names = known.map(one => one.name);
  if (name !== undefined && names.includes(name)) return name;
  const own = names.filter(one => one.startsWith(`${name}-`));
  const hint =
    suggestion(name ?? "", own.length > 0 ? own : names) || `. There are: ${names.join(", ") || "none"}.`;
  throw new WrongUsage(`\`${name}\` is no deploy repository of the catalogue${hint}`);
}
