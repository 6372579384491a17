import Table from "cli-table3";
import { Command } from "commander";
import { status, type WorldStatus } from "../../../sandbox/world.ts";

export const command = () =>
  new Command("status")
    .description("show whether the sandbox runs, what it holds and what was asked of it")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const found = await status();
      console.log(json ? JSON.stringify(found, null, 2) : describe(found));
    });

function describe(found: WorldStatus): string {
  if (!found.running) return `The sandbox is not running (its data: ${found.directory}).`;
  const table = new Table({ style: { head: [], border: [] } });
  table.push(
    { Server: `${found.url} (process ${found.pid})` },
    { Data: found.directory },
    { Requests: `${found.reads} read, ${found.writes} wrote` },
  );
  if (found.unknown.length > 0) table.push({ "Not understood": found.unknown.join("\n") });
  for (const { login, repositories } of found.organizations)
    table.push({ [login]: `${repositories} ${repositories === 1 ? "repository" : "repositories"}` });
  return table.toString();
}
