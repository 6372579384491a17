import { Command } from "commander";
import { renaming } from "../../entries/rename.ts";
import { type ProposeOptions, proposeChange, withProposal } from "./propose.ts";

export function command(): Command {
  return withProposal(
    new Command("rename")
      .description(
        "Propose another name for a repository: issues, stars and forks stay with it, and so does what is deployed from it.",
      )
      .argument("<old>", "what it is called")
      .argument("<new>", "what it is to be called"),
  ).action(run);
}

async function run(from: string, to: string, options: ProposeOptions): Promise<void> {
  await proposeChange(options, async ({ api, organization, snapshot }) =>
    renaming(api, snapshot, { organization, from, to }),
  );
}
