import { Command } from "commander";
import * as cut from "./release/cut.ts";

export function command(): Command {
  return new Command("release")
    .description("What may go live together, written down.")
    .addCommand(cut.command());
}
