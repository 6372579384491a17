import { readFile } from "node:fs/promises";
import { Command } from "commander";
import { parse } from "yaml";
import { load, organizations, SandboxRefusal } from "../../../sandbox/control.ts";
import { runningServer } from "../../../sandbox/world.ts";
import { progressOn } from "../../../tools/progress.ts";
import { WrongUsage } from "../../engine/project.ts";
import { isSameName } from "../../github/names.ts";

export const command = () =>
  new Command("load")
    .description("Fill an organisation of the sandbox from a file in github-mgmt's form.")
    .argument("<file>", "JSON or YAML: the organisation's teams and repositories")
    .option("--organization <login>", "the organisation to fill (default: the one that the file names)")
    .action(run);

async function run(file: string, { organization }: { organization?: string }): Promise<void> {
  const document = await read(file);
  const login = organization ?? document.organization;
  if (typeof login !== "string") {
    throw new WrongUsage(`${file} names no organisation; say which one to fill with --organization.`);
  }
  const { url } = runningServer();
  await fill(url, file, { ...document, organization: login });
  const loaded = (await organizations(url)).find(known => isSameName(known.login, login));
  console.log(`${login} has ${loaded?.repositories ?? 0} repositories now.`);
}

async function fill(url: string, file: string, document: Record<string, unknown>): Promise<void> {
  const progress = progressOn();
  progress.update(`Loading ${file}: each repository gets its first commit`);
  try {
    await load(url, document);
  } catch (error) {
    if (!(error instanceof SandboxRefusal && error.invalid)) throw error;
    throw new WrongUsage(`${file} can't be loaded: ${error.message}`);
  } finally {
    progress.end();
  }
}

async function read(file: string): Promise<Record<string, unknown>> {
  const text = await readFile(file, "utf8").catch((error: Error) => {
    throw new WrongUsage(`${file} can't be read: ${error.message}`);
  });
  let document: unknown;
  try {
    document = parse(text);
  } catch (error) {
    throw new WrongUsage(`${file} is neither JSON nor YAML: ${(error as Error).message}`);
  }
  if (typeof document === "object" && document !== null && !Array.isArray(document)) {
    return document as Record<string, unknown>;
  }
  throw new WrongUsage(`${file} holds no mapping with an organisation's teams and repositories.`);
}
