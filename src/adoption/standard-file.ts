import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Layer } from "../catalogue/layer.ts";
import { yamlText } from "./entry-file.ts";

const schema = "# yaml-language-server: $schema=../schema/standard.json\n";

/** The standard's file of a catalogue. */
export function standardFile(directory: string): string {
  return join(directory, "standard.yaml");
}

/** Whether a catalogue has a standard yet. */
export function hasStandard(directory: string): boolean {
  return existsSync(standardFile(directory));
}

/** Writes the first standard of a catalogue. */
export async function writeStandard(directory: string, standard: Layer): Promise<void> {
  await mkdir(directory, { recursive: true });
  await writeFile(standardFile(directory), `${schema}${yamlText(standard)}`, { flag: "wx" });
}

/** Declares more teams in the standard, and leaves everything else in the file as it stands, comments included. */
export async function declareTeams(directory: string, teams: Layer): Promise<void> {
  if (Object.keys(teams).length === 0) return;
  const file = standardFile(directory);
  const document = parseDocument(await readFile(file, "utf8"));
  for (const [name, team] of Object.entries(teams))
    document.setIn(["teams", name], document.createNode(team));
  await writeFile(file, document.toString({ lineWidth: 0 }));
}
