import { Command } from "commander";
import { status, type WorldStatus } from "../../../sandbox/world.ts";
import { table } from "../../report/table.ts";

export const command = () =>
  new Command("status")
    .description("Show whether the sandbox runs, what it holds and what was asked of it.")
    .option("--json", "print it as JSON")
    .action(async ({ json }: { json?: boolean }) => {
      const found = await status();
      console.log(json ? JSON.stringify(found, null, 2) : describe(found));
    });

function describe(found: WorldStatus): string {
  return [...describeServer(found), ...describeClusters(found)].join("\n");
}

function describeServer(found: WorldStatus): string[] {
  if (!found.running) return [`The sandbox is not running; its data: ${found.directory}`];
  const lines = [
    `The sandbox runs at ${found.url} (process ${found.pid}); its data: ${found.directory}`,
    `It was asked ${found.reads} times for something and ${found.writes} times to change something.`,
    ...found.unknown.map(request => `It does not know ${request}`),
  ];
  const rows = found.organizations.map(({ login, repositories }) => [login, repositories]);
  if (rows.length > 0) lines.push("", table(["organisation", "repositories"], rows));
  return lines;
}

function describeClusters({ clusters }: WorldStatus): string[] {
  if (clusters.length === 0) return [];
  const rows = clusters.map(({ name, running, flux, processes, kubeconfig }) => [
    name,
    running ? `runs, ${Object.keys(processes).length} processes` : "down",
    flux ? "yes" : "no",
    kubeconfig,
  ]);
  return ["", table(["cluster", "state", "Flux", "kubeconfig"], rows)];
}
