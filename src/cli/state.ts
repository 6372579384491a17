import { Command } from "commander";
import * as list from "./state/list.ts";
import * as restore from "./state/restore.ts";

export function command(): Command {
  return new Command("state")
    .description("The copies of a stack's state that are kept from before each run.")
    .addCommand(list.command())
    .addCommand(restore.command());
}
