import { Command } from "commander";
import { command as archive } from "./repo/archive.ts";
import { command as create } from "./repo/create.ts";
import { command as rename } from "./repo/rename.ts";

export function command(): Command {
  const repo = new Command("repo").description(
    "Change which repositories there are, by a pull request to the catalogue: nothing is done before it is merged.",
  );
  for (const verb of [create, rename, archive]) repo.addCommand(verb());
  return repo;
}
