import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { parseDocument } from "yaml";
import type { Layer } from "../catalogue/layer.ts";
import { yamlText } from "./entry-file.ts";

const schema = "# yaml-language-server: $schema=../schema/standard.json\n";

/** The standard's file, in a catalogue's directory. */
export const standardFile = "standard.yaml";

/** Whether a catalogue has a standard yet. */
export function hasStandard(directory: string): boolean {
  return existsSync(join(directory, standardFile));
}

/** The text of a catalogue's first standard. */
export function standardText(standard: Layer): string {
  return `${schema}${yamlText(standard)}`;
}

/** The standard's text with more teams declared in it; everything else stays as it is, comments included. */
export async function withTeams(directory: string, teams: Layer): Promise<string> {
  const document = parseDocument(await readFile(join(directory, standardFile), "utf8"));
  for (const [name, team] of Object.entries(teams))
    document.setIn(["teams", name], document.createNode(team));
  return document.toString({ lineWidth: 0 });
}
