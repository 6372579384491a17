import { Command } from "commander";
import { organizationStack, WrongUsage } from "../../engine/project.ts";
import { cutRelease, deployRepositories } from "../../promotion/cut.ts";
import { signIn } from "../../promotion/identity.ts";
import { PromotionRefused } from "../../promotion/refused.ts";
import { nameFor, type Release, writeRelease } from "../../promotion/release.ts";
import { Registries } from "../../registry/registry.ts";
import { plain } from "../../report/promotion.ts";
import { catalogueOf, type DryRun, dryRunOption, reposOption, workplaceOf } from "../target.ts";
import { work } from "../work.ts";

interface Options extends DryRun {
  readonly repos?: string;
  readonly organization?: string;
  readonly json?: boolean;
}

export function command(): Command {
  return new Command("cut")
    .description(
      "Write down, in `releases/`, the exact commit and the image digests of every deploy repository that runs healthily at the stage before the last.",
    )
    .argument("[name]", "the release's name (default: today's date)")
    .addOption(dryRunOption())
    .option("--json", "print the release as JSON")
    .option("--organization <login>", "the organisation (default: `github:owner` of its stack's file)")
    .addOption(reposOption())
    .action(run);
}

async function run(
  wanted: string | undefined,
  { json = false, dryRun = false, ...options }: Options,
): Promise<void> {
  const catalogue = await catalogueOf(options);
  if (catalogue.repositories.some(repository => repository.name === wanted))
    throw new WrongUsage(
      `\`${wanted}\` is a repository, and this asks for the release's name. A release has all deploy repositories.`,
    );
  const { project, organization } = workplaceOf({ ...options, stack: organizationStack });
  const { root } = project;
  const name = nameFor(root, wanted);
  const names = deployRepositories(catalogue);
  const release = await work("Release", async ({ onProgress, progress }) => {
    const identity = await signIn(organization, names, catalogue.standard, { looking: true });
    const surroundings = { ...identity, organization, catalogue, root, progress };
    return await cutRelease(surroundings, new Registries(), name, current =>
      onProgress?.({ done: names.indexOf(current), total: names.length, of: "repositories", current }),
    );
  });
  if (Object.keys(release.repositories).length === 0)
    throw new PromotionRefused(`There is nothing to release.\n${leftOut(release)}`);
  const file = dryRun ? undefined : writeRelease(root, release);
  if (json) console.log(JSON.stringify({ ...release, file }, null, 2));
  else console.log(describe(release, file));
}

function describe(release: Release, file: string | undefined): string {
  const parts = Object.entries(release.repositories).map(([repository, { commit, images }]) => {
    const number = Object.keys(images).length;
    return `  ${repository} at ${commit.slice(0, 7)}, ${number} ${number === 1 ? "image" : "images"}`;
  });
  const head = `The release ${release.name}${file ? `, in ${file}` : ", written nowhere"}:`;
  const others = Object.keys(release.left_out).length > 0 ? [`Left out:\n${leftOut(release)}`] : [];
  return [`${head}\n${parts.join("\n")}`, ...others].join("\n");
}

/** Each reason once, with the repositories that it holds back. */
function leftOut({ left_out }: Release): string {
  return [...Map.groupBy(Object.entries(left_out), ([, reason]) => reason)]
    .map(([reason, repositories]) => {
      const names = repositories.map(([repository]) => repository).join(", ");
      return `  ${names}: ${reason.split("\n").map(plain).join("\n    ")}`;
    })
    .join("\n");
}
