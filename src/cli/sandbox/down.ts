import { Command } from "commander";
import { down, worldPaths } from "../../../sandbox/world.ts";

export const command = () =>
  new Command("down").description("End the sandbox; its data stays for the next time.").action(async () => {
    const { directory } = worldPaths();
    console.log(
      (await down())
        ? `The sandbox is down; its data stays in ${directory}.`
        : "The sandbox was not running.",
    );
  });
