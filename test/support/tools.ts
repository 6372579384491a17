import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";

/** The directory with `pulumi` and `pulumi-resource-github`, obtained beforehand. */
export function toolsDirectory(): string {
  const directory = join(homedir(), ".cache/fairway/build");
  if (!existsSync(join(directory, "pulumi"))) throw new Error(`The engine is not in ${directory}`);
  return directory;
}
