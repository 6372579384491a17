import { Command } from "commander";
import { archiving } from "../../entries/archive.ts";
import { type ProposeOptions, proposeChange, withProposal } from "./propose.ts";

export function command(): Command {
  return withProposal(
    new Command("archive")
      .description(
        "Propose the archive for a repository: it keeps its history, and nobody can write to it any more.",
      )
      .argument("<name>", "the repository"),
  ).action(run);
}

async function run(name: string, options: ProposeOptions): Promise<void> {
  await proposeChange(options, async ({ api, organization, snapshot }) =>
    archiving(api, snapshot, { organization, name }),
  );
}
