import { Command } from "commander";
import { catalogueRepository, publish } from "../../../sandbox/publish.ts";
import { findProject } from "../../engine/project.ts";

interface Options {
  readonly organization: string;
  readonly json?: boolean;
}

export const command = () =>
  new Command("publish")
    .description(
      `Publish this checkout's commit in the sandbox, as the repository \`${catalogueRepository}\` that holds the catalogue and takes pull requests.`,
    )
    .option("--organization <login>", "whose repository it is", "acme")
    .option("--json", "print the commit and the repository's path as JSON")
    .action(run);

async function run({ organization, json }: Options): Promise<void> {
  const published = await publish(findProject().root, organization);
  if (json) return console.log(JSON.stringify(published));
  const { commit, path } = published;
  console.log(`${organization}/${catalogueRepository} is at ${commit.slice(0, 7)}, this checkout's commit.`);
  console.log(`What is merged there comes back by: git pull ${path} main`);
  console.log('For pull requests to go to it: eval "$(npx fairway sandbox env)"');
}
