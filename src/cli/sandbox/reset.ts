import { Command } from "commander";
import { reset, worldPaths } from "../../../sandbox/world.ts";
import { WrongUsage } from "../../engine/project.ts";
import { agrees } from "../ask.ts";

export const command = () =>
  new Command("reset")
    .description(
      "End the sandbox and delete everything in it: organisations, repositories, clusters and state.",
    )
    .option("--yes", "do not ask")
    .action(run);

async function run({ yes = false }: { yes?: boolean }): Promise<void> {
  const { directory } = worldPaths();
  if (!yes && !(await agreed(directory))) return console.log("Nothing was deleted.");
  await reset();
  console.log(`${directory} is gone; \`fairway sandbox up\` starts an empty one.`);
}

async function agreed(directory: string): Promise<boolean> {
  if (!process.stdin.isTTY) {
    throw new WrongUsage("`fairway sandbox reset` deletes data; where nobody can be asked, it needs --yes.");
  }
  return await agrees(`Delete ${directory}, the sandbox's repositories, clusters and state?`);
}
