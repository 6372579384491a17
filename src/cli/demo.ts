import { relative } from "node:path";
import { Command, Option } from "commander";
import { demo, type StoryName, stories } from "../demo/demo.ts";
import { demoDirectory } from "../demo/world.ts";
import { work } from "./work.ts";

const names = Object.keys(stories) as StoryName[];

interface Options {
  readonly only?: StoryName;
  readonly directory: string;
}

export function command(): Command {
  return new Command("demo")
    .description(
      "Watch it work: a sandbox of its own, the example organisation brought into shape, ten things changed by hand, found " +
        "and put back; then two Kubernetes clusters and an application on them; then a service's road from the idea to " +
        "production. Needs no account and changes nothing outside its directory.",
    )
    .addOption(new Option("--only <story>", "the one story to tell").choices(names))
    .option("--directory <path>", "where its world lies; emptied first", demoDirectory())
    .action(run);
}

async function run({ only, directory }: Options): Promise<void> {
  await work("Demo", ({ progress, ...reporting }) =>
    demo({ directory, only: only ? [only] : names, progress, reporting }),
  );
  console.log(`\n${next(relative(process.cwd(), directory) || directory)}`);
}

function next(directory: string): string {
  return `What to try next:
  npx fairway sandbox up && eval "$(npx fairway sandbox env)"   a sandbox that stays
  npx fairway up                                                the same organisation in it
  edit repos/payments-api/repo.yaml, npx fairway preview        see one changed line
  npx fairway --help                                            everything else

The demo's world has ended; its data stay in ${directory} until the next demo.`;
}
