import { Command } from "commander";
import { stopCluster } from "../../../sandbox/kubernetes/clusters.ts";
import { down, worldPaths } from "../../../sandbox/world.ts";

export const command = () =>
  new Command("down")
    .description("End the sandbox; its data stays for the next time.")
    .option("--clusters <name...>", "end only these clusters, as if they were out of reach")
    .action(({ clusters }: { clusters?: readonly string[] }) =>
      clusters ? endClusters(clusters) : endAll(),
    );

async function endAll(): Promise<void> {
  const { directory } = worldPaths();
  console.log(
    (await down()) ? `The sandbox is down; its data stays in ${directory}.` : "The sandbox was not running.",
  );
}

async function endClusters(names: readonly string[]): Promise<void> {
  for (const name of names) {
    const ended = await stopCluster({ name });
    console.log(
      ended
        ? `The cluster ${name} is down; \`fairway sandbox up\` brings it back.`
        : `The cluster ${name} was not running.`,
    );
  }
}
