import { Command } from "commander";
import * as add from "./templates/add.ts";
import * as publish from "./templates/publish.ts";
import * as status from "./templates/status.ts";

export function command(): Command {
  return new Command("templates")
    .description("The templates that repositories begin with, and that go on flowing into them.")
    .addCommand(publish.command())
    .addCommand(status.command())
    .addCommand(add.command());
}
