import { join } from "node:path";
import { Command, InvalidArgumentError } from "commander";
import type { Cluster } from "../../../sandbox/kubernetes/cluster.ts";
import { clusters } from "../../../sandbox/kubernetes/clusters.ts";
import { ensureOrganization, type OrganizationSetup } from "../../../sandbox/organization.ts";
import { up } from "../../../sandbox/world.ts";
import { obtain } from "../../../tools/obtain.ts";
import { progressOn } from "../../../tools/progress.ts";
import { engineTools } from "../../../tools/registry.ts";
import { loadCatalogue } from "../../catalogue/catalogue.ts";
import { suggestion } from "../../catalogue/nearest.ts";
import { InvalidCatalogue } from "../../catalogue/problem.ts";
import { findProject, stackNames, WrongUsage } from "../../engine/project.ts";

interface Options {
  readonly port?: number;
  readonly organization: string;
  readonly clusters?: readonly string[];
  readonly flux?: boolean;
  readonly json?: boolean;
}

export const command = () =>
  new Command("up")
    .description(
      "Start the sandbox: a GitHub server and Kubernetes clusters, and the tools to work with them.",
    )
    .option("--port <port>", "where to listen (default: where it was before, else any free port)", portNumber)
    .option("--organization <login>", "an organisation that exists from the start", "acme")
    .option("--clusters <name...>", "Kubernetes clusters to start (default: all that the sandbox has)")
    .option("--flux", "give these clusters Flux; a cluster that has it keeps it")
    .option("--json", "print the addresses as JSON")
    .action(run);

async function run({ port, organization, json, ...wanted }: Options): Promise<void> {
  const names = wanted.clusters ?? clusters().map(({ name }) => name);
  noteStrangers(wanted.clusters ?? []);
  if (wanted.flux && names.length === 0) {
    throw new WrongUsage("--flux is for clusters; name them with --clusters.");
  }
  // The tools may take minutes where they have to be built; the server is of use from its first second.
  const [server, started] = await Promise.all([start(port, organization), startTools(names, wanted.flux)]);
  if (json) return console.log(JSON.stringify({ ...server, clusters: started }));
  console.log(
    `The sandbox is up: ${server.url} with the organisation ${organization} (process ${server.pid}).`,
  );
  for (const { name, url, flux } of started) {
    console.log(`The cluster ${name} is up: ${url}${flux ? ", with Flux" : ""}.`);
  }
  console.log('To work in it: eval "$(npx fairway sandbox env)"   To end it: npx fairway sandbox down');
}

/** A cluster that no stack is about is of no use to Fairway, and likely a slip. */
function noteStrangers(clusters: readonly string[]): void {
  const stacks = ownStacks();
  for (const name of clusters)
    if (stacks.length > 0 && !stacks.includes(name))
      console.error(
        `No stack is called \`${name}\`${suggestion(name, stacks) || "."} It is started all the same.`,
      );
}

/** None where there is no project: the sandbox needs none. */
function ownStacks(): readonly string[] {
  try {
    return stackNames(findProject());
  } catch (error) {
    if (error instanceof WrongUsage) return [];
    throw error;
  }
}

async function startTools(names: readonly string[], flux = false): Promise<readonly Cluster[]> {
  const progress = progressOn();
  await obtain(engineTools, { progress });
  if (names.length === 0) return [];
  // What speaks to Kubernetes takes a second to load.
  const { startClusters } = await import("../../../sandbox/kubernetes/cluster.ts");
  return startClusters({ names, flux, progress });
}

async function start(port: number | undefined, organization: string) {
  const server = await up(port === undefined ? {} : { port });
  await ensureOrganization({ login: organization, ...(await declared()) });
  return server;
}

/** What the catalogue around this directory takes for given: its Apps and what is archived already. */
async function declared(): Promise<Omit<OrganizationSetup, "login">> {
  try {
    const { repositories, standard } = await loadCatalogue(join(findProject().root, "repos"));
    const archived = repositories.filter(repository => repository.archived).map(({ name }) => name);
    return { apps: standard.apps ?? {}, archived };
  } catch (error) {
    // There is no usable catalogue, which is not what was asked about.
    if (error instanceof InvalidCatalogue || error instanceof WrongUsage) return {};
    throw error;
  }
}

function portNumber(text: string): number {
  const port = Number(text);
  if (Number.isInteger(port) && port > 0 && port < 65_536) return port;
  throw new InvalidArgumentError("A port is a whole number from 1 to 65535.");
}
