import { Command } from "commander";
import { type Finding, findings, subjectOf } from "../doctor/check.ts";
import { githubChecks } from "../doctor/github.ts";
import { machineChecks } from "../doctor/machine.ts";
import { projectChecks } from "../doctor/project.ts";
import { reposOption } from "./target.ts";

const checks = [...machineChecks, ...githubChecks, ...projectChecks];
const marks = { ok: "✓", failed: "✗", skipped: "–" } as const;

interface Options {
  readonly stack: string;
  readonly organization?: string;
  readonly repos?: string;
  readonly json?: boolean;
}

export const command = () =>
  new Command("doctor")
    .description(
      "Check this machine, GitHub, the state and the catalogue, and say what to do where something is wrong.",
    )
    .option("--stack <name>", "the stack to look at", "github")
    .option("--organization <login>", "the organisation to look for (default: the stack's)")
    .addOption(reposOption())
    .option("--json", "print the findings as JSON")
    .action(async ({ stack, organization, repos, json }: Options) => {
      const found = await findings(checks, { ...subjectOf(stack, organization), repos });
      console.log(json ? JSON.stringify(found, null, 2) : describe(found));
      if (found.some(({ outcome }) => outcome === "failed")) process.exitCode = 1;
    });

function describe(found: readonly Finding[]): string {
  const width = Math.max(...found.map(({ name }) => name.length)) + 2;
  const indent = " ".repeat(width + 2);
  return found
    .flatMap(finding => {
      const line = `${marks[finding.outcome]} ${finding.name.padEnd(width)}${finding.detail}`;
      return finding.outcome === "failed" ? [line, `→ ${finding.remedy}`] : [line];
    })
    .map(text => text.replaceAll("\n", `\n${indent}`).replace(/^→/, `${indent}→`))
    .join("\n");
}
